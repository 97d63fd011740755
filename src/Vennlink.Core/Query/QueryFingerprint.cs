using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Vennlink.Query.Orders;

namespace Vennlink.Query;

/// <summary>Tells whether two resolved queries ask the same: everything but how many rows, and where from.</summary>
/// <remarks>The first 16 bytes of a SHA-256 over a versioned layout, so it is the same in every process and on every
/// machine.</remarks>
public readonly record struct QueryFingerprint(UInt128 Value)
{
    // Goes up when the layout below or the meaning of a field changes: tokens of an older layout then no longer match
    // any query.
    private const byte LayoutVersion = 1;

    /// <summary>
    /// Fingerprint of a query. Targets count by scope and key, in the order given; the text typed does not.
    /// </summary>
    public static QueryFingerprint Of(IntersectQuery query)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[8];
        header[0] = LayoutVersion;
        header[1] = (byte)query.SourceScope;
        header[2] = (byte)query.Sort;
        header[3] = query.FollowedOnly ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], query.MinMatchingTargets);
        hash.AppendData(header);
        Append(hash, query.PositiveTargets);
        Append(hash, query.NegativeTargets);
        if (query.Match is not null || query.Filter is not null)
        {
            // Behind all that a question without them has, so that these keep their fingerprints.
            hash.AppendData(Encoding.UTF8.GetBytes($"{query.Match}\n{query.Filter}"));
        }

        if (query.Links is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\nlinks {query.Links}"));
        }

        AppendList(hash, "\nin "u8, query.SourcesIn);
        AppendList(hash, "\nnot in "u8, query.SourcesNotIn);
        if (query.Hide.Count > 0)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\nhide {string.Join(' ', query.Hide)}"));
        }

        if (query.SortKeys.Count > 0)
        {
            hash.AppendData("\nsort"u8);
            foreach (OrderKey key in query.SortKeys)
            {
                hash.AppendData([(byte)key.Column, key.IsDescending ? (byte)1 : (byte)0]);
            }
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new QueryFingerprint(BinaryPrimitives.ReadUInt128LittleEndian(digest));
    }

    private static void AppendList(IncrementalHash hash, ReadOnlySpan<byte> name, IReadOnlyList<Target>? sources)
    {
        if (sources is not null)
        {
            hash.AppendData(name);
            Append(hash, sources);
        }
    }

    private static void Append(IncrementalHash hash, IReadOnlyList<Target> targets)
    {
        Span<byte> header = stackalloc byte[5];
        BinaryPrimitives.WriteInt32LittleEndian(header, targets.Count);
        hash.AppendData(header[..4]);
        foreach (Target target in targets)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header, target.Key.Length);
            header[4] = (byte)target.Scope;
            hash.AppendData(header);
            hash.AppendData(target.Key.Span);
        }
    }
}
