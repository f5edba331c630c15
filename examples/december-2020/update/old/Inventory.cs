// The version that Veldwater runs: an inventory that polls devices and writes a report. Made for this example; it is never run.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using System.Xml;

[assembly: AssemblyTitle("Tideline.Core.BusinessLayer")]
[assembly: AssemblyCompany("Tideline (an example)")]
[assembly: AssemblyVersion("4.1.2.0")]

namespace Tideline.Core.BusinessLayer
{
    public sealed class Device
    {
        public string Name { get; set; }
        public string Model { get; set; }
        public DateTime LastSeen { get; set; }
        public int Interfaces { get; set; }

        public bool IsStale(DateTime now, TimeSpan after)
        {
            return now - LastSeen > after;
        }
    }

    public sealed class InventoryManager
    {
        private readonly Dictionary<string, Device> devices = new Dictionary<string, Device>();
        private DateTime lastRefresh = DateTime.MinValue;

        public int Count { get { return devices.Count; } }

        public void Add(Device device)
        {
            if (device == null) throw new ArgumentNullException("device");
            devices[device.Name] = device;
        }

        public void RefreshInternal(DateTime now)
        {
            foreach (Device device in devices.Values)
            {
                if (device.IsStale(now, TimeSpan.FromHours(24))) Report.Line(device.Name + " has not been seen for a day");
            }
            lastRefresh = now;
        }

        public string Describe()
        {
            StringBuilder text = new StringBuilder();
            foreach (KeyValuePair<string, Device> pair in devices)
            {
                text.AppendFormat("{0}: {1}, {2} interfaces\n", pair.Key, pair.Value.Model, pair.Value.Interfaces);
            }
            return text.ToString();
        }
    }

    public static class Report
    {
        private static readonly List<string> lines = new List<string>();

        public static void Line(string text)
        {
            lines.Add(text);
        }

        public static void Write(TextWriter target)
        {
            foreach (string line in lines) target.WriteLine(line);
        }

        public static void WriteXml(XmlWriter target)
        {
            target.WriteStartElement("report");
            foreach (string line in lines) target.WriteElementString("line", line);
            target.WriteEndElement();
        }
    }
}
