using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// The bytes of what is known of a link beside its ends: <see cref="LinkTest.Code"/>, days of first and last seen,
/// and, on the way to the file, its folded anchor text with its length before it.
/// </summary>
internal static class FactBytes
{
    private const int MaxBytes = 1 + (2 * Varint.MaxBytes);

    /// <summary>Appends a link.</summary>
    public static void Append(ByteList output, in LinkFacts facts, ReadOnlySpan<byte> foldedAnchor)
    {
        Span<byte> room = output.Reserve(MaxBytes + Varint.MaxBytes);
        room[0] = (byte)LinkTest.Code(facts);
        int length = 1;
        length += WriteDay(room[length..], facts.FirstSeenSeconds);
        length += WriteDay(room[length..], facts.LastSeenSeconds);
        length += Varint.Write(room[length..], (ulong)foldedAnchor.Length);
        output.Length += length;
        output.Append(foldedAnchor);
    }

    /// <summary>Takes the next link off.</summary>
    /// <param name="links">What <see cref="Append"/> wrote; moves on.</param>
    /// <param name="facts">All but the anchor text, as bytes: equal ones are equal facts.</param>
    /// <param name="foldedAnchor">The anchor text.</param>
    public static void Take(
        ref ReadOnlySpan<byte> links, out ReadOnlySpan<byte> facts, out ReadOnlySpan<byte> foldedAnchor)
    {
        int length = 1;
        length += Varint.TryRead(links[length..], out _);
        length += Varint.TryRead(links[length..], out _);
        facts = links[..length];
        links = links[length..];
        links = links[Varint.TryRead(links, out ulong anchorLength)..];
        foldedAnchor = links[..(int)anchorLength];
        links = links[(int)anchorLength..];
    }

    /// <summary>Whether a link of these facts counts, whatever its anchor text.</summary>
    /// <param name="reader">Stands at facts as <see cref="Take"/> gives them; moves behind them.</param>
    /// <param name="test">The test.</param>
    /// <param name="days">When it was first and last seen; of no source.</param>
    public static bool Holds(ref ByteReader reader, LinkTest test, out SourceDays days)
    {
        int code = reader.ReadByte();
        if (code >= test.Facts.Length)
        {
            throw reader.Broken($"found the facts {code:x2} of a link");
        }

        days = new SourceDays(0, ReadDay(ref reader), ReadDay(ref reader));
        return test.Facts[code] && IsIn(test.FirstSeen, days.FirstSeen) && IsIn(test.LastSeen, days.LastSeen);
    }

    private static int WriteDay(Span<byte> room, long? seconds) =>
        Varint.Write(room, seconds is { } known ? SeenDates.ZigZag(LinkTest.DayOf(known)) + 1 : 0);

    private static int? ReadDay(ref ByteReader reader) =>
        reader.ReadVarint() is > 0 and ulong stored ? (int)SeenDates.UnZigZag(stored - 1) : null;

    private static bool IsIn(Days? days, int? day) => days is not { } range || (day is { } known && range.Holds(known));
}
