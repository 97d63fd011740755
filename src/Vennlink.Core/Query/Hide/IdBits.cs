using System.Numerics;
using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Hide;

/// <summary>A set of source ids, a bit each.</summary>
/// <param name="count">All ids are below this.</param>
internal sealed class IdBits(uint count)
{
    private readonly ulong[] _words = new ulong[((long)count + 63) / 64];

    /// <summary>How many ids it holds.</summary>
    public long Count => _words.Sum(word => (long)BitOperations.PopCount(word));

    /// <summary>Memory that it takes.</summary>
    public long Bytes => (long)_words.Length * sizeof(ulong);

    /// <summary>Whether it holds an id.</summary>
    public bool this[uint id] => ((_words[id >> 6] >> (int)id) & 1) != 0;

    /// <summary>The ids, ascending.</summary>
    public IEnumerable<uint> Ids
    {
        get
        {
            for (int word = 0; word < _words.Length; word++)
            {
                for (ulong rest = _words[word]; rest != 0; rest &= rest - 1)
                {
                    yield return ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(rest);
                }
            }
        }
    }

    /// <summary>Adds an id.</summary>
    public void Add(uint id) => _words[id >> 6] |= 1UL << (int)id;

    /// <summary>Adds all ids of a set of the same length.</summary>
    public void Add(IdBits other)
    {
        for (int word = 0; word < _words.Length; word++)
        {
            _words[word] |= other._words[word];
        }
    }

    /// <summary>How many ids of a range it holds.</summary>
    public int CountIn(IdRange range)
    {
        int found = 0;
        for (uint id = range.Start; id < range.End; id++)
        {
            found += this[id] ? 1 : 0;
        }

        return found;
    }

    /// <summary>Takes the bits out of a bitmap whose ids it holds.</summary>
    /// <param name="start">First id of the bitmap, a multiple of 64.</param>
    /// <param name="sources">The bitmap.</param>
    public void TakeOut(uint start, Span<ulong> sources)
    {
        ReadOnlySpan<ulong> own = _words.AsSpan(Math.Min((int)(start >> 6), _words.Length));
        for (int word = 0; word < sources.Length && word < own.Length; word++)
        {
            sources[word] &= ~own[word];
        }
    }
}
