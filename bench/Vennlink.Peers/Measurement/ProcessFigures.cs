using System.Globalization;

namespace Vennlink.Peers.Measurement;

/// <summary>What Linux says of a process.</summary>
internal static class ProcessFigures
{
    /// <summary>Largest resident memory so far; 0 when the process is gone.</summary>
    public static long PeakBytes(string process)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (IOException)
        {
            // Gone meanwhile.
        }

        return 0;
    }

    /// <summary>Bytes of all files of a folder.</summary>
    public static long FolderBytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
