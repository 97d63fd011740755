using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>
/// Codes a sorted list without duplicates whose length and bounds are known: the middle id first, within the bounds
/// that the ids around it leave, then each half. A list that fills its bounds takes no bits.
/// </summary>
/// <remarks>
/// Source: Moffat and Stuiver, "Binary interpolative coding for effective index compression", 2000. Recursion is as
/// deep as log₂ of the length.
/// </remarks>
internal static class InterpolativeCode
{
    /// <summary>Writes ids of <c>[low, high]</c>.</summary>
    public static void Write(BitWriter writer, ReadOnlySpan<uint> ids, long low, long high)
    {
        if (ids.IsEmpty || high - low + 1 == ids.Length)
        {
            return;
        }

        int middle = ids.Length / 2;
        long lowest = low + middle;
        long highest = high - (ids.Length - 1 - middle);
        writer.WriteBounded((ulong)(ids[middle] - lowest), (ulong)(highest - lowest + 1));
        Write(writer, ids[..middle], low, ids[middle] - 1L);
        Write(writer, ids[(middle + 1)..], ids[middle] + 1L, high);
    }

    /// <summary>Bits that <see cref="Write"/> takes.</summary>
    public static long Length(ReadOnlySpan<uint> ids, long low, long high)
    {
        if (ids.IsEmpty || high - low + 1 == ids.Length)
        {
            return 0;
        }

        int middle = ids.Length / 2;
        long lowest = low + middle;
        long highest = high - (ids.Length - 1 - middle);
        return BitWriter.BoundedLength((ulong)(ids[middle] - lowest), (ulong)(highest - lowest + 1))
            + Length(ids[..middle], low, ids[middle] - 1L)
            + Length(ids[(middle + 1)..], ids[middle] + 1L, high);
    }

    /// <summary>Reads as many ids as <paramref name="ids"/> has room for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds have no room for so many.</exception>
    public static void Read(ref BitReader reader, scoped Span<uint> ids, long low, long high)
    {
        // Each turn decides the middle and the ids before it; those behind it are the next turn's.
        while (!ids.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Length, high - low + 1);
            int middle = ids.Length / 2;
            long lowest = low + middle;
            long highest = high - (ids.Length - 1 - middle);
            long id = lowest + (long)reader.ReadBounded((ulong)(highest - lowest + 1));
            ids[middle] = (uint)id;
            if (middle > 0)
            {
                Read(ref reader, ids[..middle], low, id - 1);
            }

            ids = ids[(middle + 1)..];
            low = id + 1;
        }
    }
}
