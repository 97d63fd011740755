using System.Numerics;
using System.Runtime.CompilerServices;
using Vennlink.Storage;

namespace Vennlink.Ranking;

/// <summary>How many sources lie before a node: a bit and half a bit a node.</summary>
internal sealed unsafe class SourceOrdinals : IDisposable
{
    private const int WordBits = 64;

    private readonly NativeArray<ulong> _words;
    private readonly NativeArray<uint> _before;

    /// <param name="isSource">By node: 1 for a source, else 0.</param>
    public SourceOrdinals(NativeArray<byte> isSource)
    {
        _words = new NativeArray<ulong>((isSource.Length / WordBits) + 1);
        _before = new NativeArray<uint>(_words.Length);
        for (long node = 0; node < isSource.Length; node++)
        {
            _words.Pointer[node / WordBits] |= (ulong)isSource.Pointer[node] << (int)(node % WordBits);
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
        /// <summary>Ordinal of a node that is a source.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Find(uint source) =>
            before[source / WordBits] + (uint)BitOperations.PopCount(words[source / WordBits] & ((1UL << (int)(source % WordBits)) - 1));

        /// <summary>Ordinal of a node, if it is a source.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryFind(uint node, out uint ordinal)
        {
            ordinal = Find(node);
            return ((words[node / WordBits] >> (int)(node % WordBits)) & 1) != 0;
        }
    }
}
