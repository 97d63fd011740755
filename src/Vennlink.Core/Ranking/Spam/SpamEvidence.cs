using System.Numerics;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// What pages and links say of a root domain, as the spam score reads it: a byte for each feature from
/// <see cref="SpamFeature.Pages"/> on.
/// </summary>
/// <remarks>
/// A byte of 0 says that the index does not know; the default knows nothing. Quantised without floating point, so equal
/// on every machine.
/// </remarks>
/// <param name="Bits">The bytes, the first feature lowest.</param>
public readonly record struct SpamEvidence(UInt128 Bits)
{
    // Four steps for each doubling: 1 for 0, 5 for 1, 7 for 2, 9 for 3…; 249 for 2⁶², and 253, the highest, for 2⁶³ −
    // 1.
    private const int StepsPerDoubling = 4;

    /// <summary>All features, in order.</summary>
    internal static IReadOnlyList<SpamFeature> Features { get; } =
        [.. Enumerable.Range((int)SpamFeature.Pages, SpamFeatureNames.Count - (int)SpamFeature.Pages)
            .Select(feature => (SpamFeature)feature)];

    /// <summary>The byte of a feature, 0 where nothing is known.</summary>
    internal byte this[SpamFeature feature] => (byte)(Bits >> Shift(feature));

    /// <summary>The same with a feature set.</summary>
    internal SpamEvidence With(SpamFeature feature, byte value) =>
        new((Bits & ~((UInt128)byte.MaxValue << Shift(feature))) | ((UInt128)value << Shift(feature)));

    /// <summary>Byte of a count: 1 for none, then four steps for each doubling of 1 + count. Monotone.</summary>
    internal static byte OfCount(long count)
    {
        ulong value = (ulong)Math.Max(0, count) + 1;
        int doublings = BitOperations.Log2(value);

        // The two bits below the highest one: where between two doublings, in quarters of the lower one.
        int quarter = (int)((doublings >= 2 ? value >> (doublings - 2) : value << (2 - doublings)) & 3);
        return (byte)(1 + (StepsPerDoubling * doublings) + quarter);
    }

    /// <summary>The least count with a byte of <see cref="OfCount"/>.</summary>
    internal static long MinCount(byte value)
    {
        int doublings = (value - 1) / StepsPerDoubling;
        int quarter = (value - 1) % StepsPerDoubling;
        return (long)Math.Ceiling((4.0 + quarter) / 4 * Math.Pow(2, doublings)) - 1;
    }

    /// <summary>Byte of a share: 1 + percent, rounded down.</summary>
    /// <param name="part">0 to <paramref name="whole"/>.</param>
    /// <param name="whole">Below 2⁵⁶; of nothing, no share is known.</param>
    internal static byte OfShare(long part, long whole) => whole == 0 ? (byte)0 : (byte)(1 + (100 * part / whole));

    /// <summary>Byte of a length: 1 + length, at most 255.</summary>
    internal static byte OfLength(long length) => (byte)Math.Min(byte.MaxValue, 1 + length);

    private static int Shift(SpamFeature feature) => 8 * (feature - SpamFeature.Pages);
}
