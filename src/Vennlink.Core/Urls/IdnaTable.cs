using System.Runtime.InteropServices;

namespace Vennlink.Urls;

/// <summary>What Unicode 17 says of a code point in a domain name; immutable.</summary>
/// <remarks>
/// A table of our own, since the system's ICU differs by machine and equal input must give equal keys.
/// <c>idna-table.mjs</c> makes it.
/// </remarks>
internal sealed class IdnaTable
{
    private const string ResourceName = "Vennlink.Urls.idna-table.bin";
    private static readonly Lazy<IdnaTable> Loaded = new(() => new IdnaTable());

    // Parallel arrays, one entry a run of code points.
    private readonly int[] _firstCodePoints;
    private readonly Entry[] _entries;
    private readonly byte[] _bytes;

    private IdnaTable()
    {
        using Stream stream = typeof(IdnaTable).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {ResourceName}.");
        _bytes = new byte[stream.Length];
        stream.ReadExactly(_bytes);

        var firstCodePoints = new List<int>();
        var entries = new List<Entry>();
        int codePoint = 0;
        for (int position = 0; position < _bytes.Length;)
        {
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte value = _bytes[position++];
                length |= (value & 0x7F) << shift;
                if (value < 0x80)
                {
                    break;
                }
            }

            var status = (IdnaStatus)_bytes[position++];
            byte properties = _bytes[position++];
            int mappingLength = status == IdnaStatus.Mapped ? _bytes[position++] : 0;
            firstCodePoints.Add(codePoint);
            entries.Add(new Entry(status, new IdnaProperties(properties), position, mappingLength));
            position += mappingLength;
            codePoint += length;
        }

        _firstCodePoints = [.. firstCodePoints];
        _entries = [.. entries];
    }

    public static IdnaTable Shared => Loaded.Value;

    public IdnaStatus Status(int codePoint, out ReadOnlySpan<byte> mappingUtf8)
    {
        ref readonly Entry entry = ref Find(codePoint);
        mappingUtf8 = _bytes.AsSpan(entry.MappingOffset, entry.MappingLength);
        return entry.Status;
    }

    /// <summary>Properties of a valid code point; none of the others.</summary>
    public IdnaProperties Properties(int codePoint) => Find(codePoint).Properties;

    public bool IsValid(int codePoint) => Find(codePoint).Status == IdnaStatus.Valid;

    private ref readonly Entry Find(int codePoint)
    {
        int index = _firstCodePoints.AsSpan().BinarySearch(codePoint);
        return ref _entries[index < 0 ? ~index - 1 : index];
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(IdnaStatus Status, IdnaProperties Properties, int MappingOffset,
        int MappingLength);
}
