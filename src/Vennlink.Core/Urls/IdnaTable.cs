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

/// <summary>Status of a code point in UTS #46, non-transitional; values as in <c>idna-table.bin</c>.</summary>
internal enum IdnaStatus : byte
{
    Valid = 0,
    Ignored = 1,
    Mapped = 2,
    Disallowed = 3,
}

/// <summary>What RFC 5893 tells apart of the bidirectional classes; values as in <c>idna-table.bin</c>.</summary>
internal enum BidiClass : byte
{
    /// <summary>A class that no label of a bidi domain may hold.</summary>
    Other = 0,

    /// <summary>L.</summary>
    LeftToRight = 1,

    /// <summary>R or AL.</summary>
    RightToLeft = 2,

    /// <summary>AN.</summary>
    ArabicNumber = 3,

    /// <summary>EN.</summary>
    EuropeanNumber = 4,

    /// <summary>NSM.</summary>
    NonspacingMark = 5,

    /// <summary>ES, CS, ET, ON or BN.</summary>
    Neutral = 6,
}

/// <summary>
/// Properties of a code point that the rules of labels ask for, in the one byte of <c>idna-table.bin</c>.
/// </summary>
internal readonly record struct IdnaProperties(byte Value)
{
    private const int Joining = 0b0011_1000;
    private const int Transparent = 0b0010_0000;

    public BidiClass Bidi => (BidiClass)(Value & 0b0000_0111);

    /// <summary>Joining type L or D.</summary>
    public bool JoinsNext => (Value & 0b0000_1000) != 0;

    /// <summary>Joining type R or D.</summary>
    public bool JoinsPrevious => (Value & 0b0001_0000) != 0;

    /// <summary>Joining type T.</summary>
    public bool IsTransparent => (Value & Joining) == Transparent;

    public bool IsVirama => (Value & 0b0100_0000) != 0;

    public bool IsCombiningMark => (Value & 0b1000_0000) != 0;
}
