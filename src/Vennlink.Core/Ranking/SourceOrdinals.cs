using System.Numerics;
using System.Runtime.CompilerServices;
using Vennlink.Storage.Files;

namespace Vennlink.Ranking;

/// <summary>How many sources lie before a node: a bit and half a bit a node.</summary>
internal sealed unsafe class SourceOrdinals : IDisposable
{
    private const int WordBits = 64;

    private readonly NativeArray<ulong> _words;
    private readonly NativeArray<uint> _before;

    /// <param name="nodeCount">Nodes.</param>
    /// <param name="isSource">Says of a node whether it is a source.</param>
    public SourceOrdinals(long nodeCount, Predicate<long> isSource)
    {
        _words = new NativeArray<ulong>((nodeCount / WordBits) + 1);
        _before = new NativeArray<uint>(_words.Length);
        for (long node = 0; node < nodeCount; node++)
        {
            _words.Pointer[node / WordBits] |= (isSource(node) ? 1UL : 0) << (int)(node % WordBits);
        }

        for (long word = 0; word < _words.Length; word++)
        {
            _before[word] = (uint)Count;
            Count += BitOperations.PopCount(_words[word]);
        }
    }

    /// <summary>Sources.</summary>
    public long Count { get; }

    /// <summary>Looks up; valid until <see cref="Dispose"/>.</summary>
    public Table Lookup => new(_words.Pointer, _before.Pointer);

    public void Dispose()
    {
        _words.Dispose();
        _before.Dispose();
    }

    /// <summary>The ordinals, for loops over arcs.</summary>
    internal readonly struct Table(ulong* words, uint* before)
    {
        /// <summary>Ordinal of a node that is a source; of another, and of the number of nodes, how many sources are
        /// before it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Find(uint source) =>
            before[source / WordBits]
                + (uint)BitOperations.PopCount(words[source / WordBits] & ((1UL << (int)(source % WordBits)) - 1));

        /// <summary>Ordinal of a node, if it is a source.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryFind(uint node, out uint ordinal)
        {
            ordinal = Find(node);
            return ((words[node / WordBits] >> (int)(node % WordBits)) & 1) != 0;
        }
    }
}
