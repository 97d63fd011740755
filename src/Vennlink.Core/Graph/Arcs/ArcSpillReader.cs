using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Arcs;

/// <summary>Reads the arcs of one range of an <see cref="ArcSpill"/>, as often as asked, merged over the threads that wrote them.</summary>
internal sealed unsafe class ArcSpillReader : IDisposable
{
    private const int ChunkBytes = 1 << 30;

    private readonly List<MappedFile> _files = [];

    /// <param name="files">Path, length and checksum of each file; none of them empty.</param>
    /// <param name="isToVerify">Whether to look at the checksums, which takes reading everything.</param>
    /// <exception cref="IndexFormatException">A file was damaged while it lay on disk.</exception>
    public ArcSpillReader(IReadOnlyList<(string Path, long Length, ulong Checksum)> files, bool isToVerify)
    {
        foreach ((string path, long length, ulong checksum) in files)
        {
            MappedFile file = MappedFile.Open(path, MapAdvice.Sequential);
            _files.Add(file);
            if (file.Length != length || (isToVerify && Hash(file) != checksum))
            {
                Dispose();
                throw new IndexFormatException(file.FileName, 0, "the temporary file of arcs is damaged");
            }
        }
    }

    /// <summary>Shows every arc. Sources ascend when they ascended for each writer.</summary>
    public void Visit<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IArcVisitor
    {
        Chain[] chains = new Chain[_files.Count];
        for (int file = 0; file < chains.Length; file++)
        {
            fixed (byte* start = _files[file].Slice(0, 1))
            {
                chains[file] = new Chain(start, start + _files[file].Length);
                chains[file].ReadHead();
            }
        }

        while (true)
        {
            int first = -1;
            uint limit = uint.MaxValue;
            for (int chain = 0; chain < chains.Length; chain++)
            {
                if (!chains[chain].HasHead)
                {
                    continue;
                }

                if (first < 0 || chains[chain].Source < chains[first].Source)
                {
                    limit = first < 0 ? limit : Math.Min(limit, chains[first].Source);
                    first = chain;
                }
                else
                {
                    limit = Math.Min(limit, chains[chain].Source);
                }
            }

            if (first < 0)
            {
                return;
            }

            chains[first].VisitUpTo(limit, ref visitor);
        }
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static ulong Hash(MappedFile file)
    {
        XxHash3 hash = new();
        for (long start = 0; start < file.Length; start += ChunkBytes)
        {
            hash.Append(file.Slice(start, (int)Math.Min(ChunkBytes, file.Length - start)));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    // The bytes are what was written (their checksum is right), so every group and number in them is whole.
    private struct Chain(byte* next, byte* end)
    {
        private byte* _next = next;
        private readonly byte* _end = end;
        private uint _offset;

        public uint Source { get; private set; }

        public bool HasHead { get; private set; }

        public void ReadHead()
        {
            HasHead = _next < _end;
            if (HasHead)
            {
                _offset = (uint)(ReadVarint(ref _next) >> 1);
                ulong difference = ReadVarint(ref _next);
                Source = (uint)(Source + ((long)(difference >> 1) ^ -(long)(difference & 1)));
            }
        }

        // All groups of sources up to the limit, at least one. Called seldom and running long, so compiled in full at once; the visitor is copied,
        // which keeps its fields in registers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void VisitUpTo<TVisitor>(uint limit, ref TVisitor visitor)
            where TVisitor : struct, IArcVisitor
        {
            byte* next = _next;
            byte* end = _end;
            uint source = Source;
            uint offset = _offset;
            TVisitor mine = visitor;
            HasHead = false;
            mine.Visit(source, offset);
            while (next < end)
            {
                ulong token = ReadVarint(ref next);
                if ((token & 1) == 0)
                {
                    offset += (uint)(token >> 1);
                }
                else
                {
                    offset = (uint)(token >> 1);
                    ulong difference = ReadVarint(ref next);
                    source = (uint)(source + ((long)(difference >> 1) ^ -(long)(difference & 1)));
                    if (source > limit)
                    {
                        HasHead = true;
                        break;
                    }
                }

                mine.Visit(source, offset);
            }

            visitor = mine;
            _next = next;
            Source = source;
            _offset = offset;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong ReadVarint(ref byte* next)
        {
            ulong value = *next++;
            if (value < 0x80)
            {
                return value;
            }

            ulong second = *next++;
            value = (value & 0x7F) | (second << 7);
            if (second < 0x80)
            {
                return value;
            }

            ulong third = *next++;
            value = (value & 0x3FFF) | (third << 14);
            if (third < 0x80)
            {
                return value;
            }

            value &= 0x1F_FFFF;
            for (int shift = 21; ; shift += 7)
            {
                ulong group = *next++;
                value |= (group & 0x7F) << shift;
                if (group < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
