using System.IO.Hashing;
using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// The links one page ever had, each once: numbered 0, 1, … by (target, kind), which is what a link is in history
/// whatever its anchor text. Reused from page to page. Not thread-safe.
/// </summary>
internal sealed class LinkIdentities
{
    private const int FewBuckets = 1 << 10;

    private readonly List<Identity> _identities = [];
    private readonly ByteList _targets = new(initialBytes: 4096);
    private int[] _buckets = new int[FewBuckets];

    /// <summary>Identities so far.</summary>
    public int Count => _identities.Count;

    /// <summary>Forgets the page.</summary>
    public void Clear()
    {
        if (_identities.Count == 0)
        {
            return;
        }

        // After a page with a million links the next ones do not pay for clearing its table.
        if (_buckets.Length > FewBuckets && _identities.Count < _buckets.Length / 8)
        {
            _buckets = new int[FewBuckets];
        }
        else
        {
            Array.Clear(_buckets);
        }

        _identities.Clear();
        _targets.Clear();
    }

    /// <summary>The number of a link; given on first sight.</summary>
    public int Find(ReadOnlySpan<byte> target, LinkKind kind)
    {
        int hash = (int)XxHash3.HashToUInt64(target, (long)kind);
        for (int number = _buckets[hash & (_buckets.Length - 1)] - 1; number >= 0; number = _identities[number].Next)
        {
            Identity known = _identities[number];
            if (known.Hash == hash && known.Kind == kind && Target(number).SequenceEqual(target))
            {
                return number;
            }
        }

        return AddIdentity(target, kind, hash);
    }

    /// <summary>Target key of a link.</summary>
    public ReadOnlySpan<byte> Target(int number) =>
        _targets.Array.AsSpan(_identities[number].TargetStart, _identities[number].TargetLength);

    /// <summary>Kind of a link.</summary>
    public LinkKind Kind(int number) => _identities[number].Kind;

    private int AddIdentity(ReadOnlySpan<byte> target, LinkKind kind, int hash)
    {
        if (_identities.Count == _buckets.Length)
        {
            Grow();
        }

        int bucket = hash & (_buckets.Length - 1);
        _identities.Add(new Identity(_targets.Append(target), target.Length, kind, hash, _buckets[bucket] - 1));
        _buckets[bucket] = _identities.Count;
        return _identities.Count - 1;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 4];
        for (int number = 0; number < _identities.Count; number++)
        {
            int bucket = _identities[number].Hash & (_buckets.Length - 1);
            _identities[number] = _identities[number] with { Next = _buckets[bucket] - 1 };
            _buckets[bucket] = number + 1;
        }
    }

    private readonly record struct Identity(int TargetStart, int TargetLength, LinkKind Kind, int Hash, int Next);
}
