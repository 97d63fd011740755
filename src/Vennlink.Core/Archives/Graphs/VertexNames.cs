using System.Buffers.Binary;
using Vennlink.Storage.Files;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// Names by vertex id, in two temporary files that are mapped: the names end to end, and where each ends.
/// </summary>
internal sealed class VertexNames : IDisposable
{
    private const int OffsetBytes = sizeof(long);

    private readonly string _namesPath;
    private readonly string _endsPath;
    private readonly MappedFile _names;
    private readonly MappedFile _ends;

    private VertexNames(string namesPath, string endsPath, long count)
    {
        (_namesPath, _endsPath, Count) = (namesPath, endsPath, count);
        _names = MappedFile.Open(namesPath, MapAdvice.Random);
        _ends = MappedFile.Open(endsPath, MapAdvice.Random);
    }

    /// <summary>Vertices, missing ones among them.</summary>
    public long Count { get; }

    /// <summary>
    /// Name of a vertex; empty when the file named none of this id. Valid until <see cref="Dispose"/>.
    /// </summary>
    public ReadOnlySpan<byte> this[long id]
    {
        get
        {
            if ((ulong)id >= (ulong)Count)
            {
                return [];
            }

            ReadOnlySpan<byte> ends = _ends.Slice(id * OffsetBytes, 2 * OffsetBytes);
            long start = BinaryPrimitives.ReadInt64LittleEndian(ends);
            long end = BinaryPrimitives.ReadInt64LittleEndian(ends[OffsetBytes..]);
            return _names.Slice(start, (int)(end - start));
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _ends.Dispose();
        File.Delete(_namesPath);
        File.Delete(_endsPath);
    }

    /// <summary>Collects the names of ascending ids.</summary>
    internal sealed class Writer : IDisposable
    {
        private const int BufferBytes = 1 << 20;

        private readonly string _namesPath;
        private readonly string _endsPath;
        private readonly FileStream _names;
        private readonly FileStream _ends;
        private long _end;

        public Writer(string temporaryFolder)
        {
            string stem = Path.Combine(temporaryFolder, Path.GetRandomFileName());
            _namesPath = stem + ".names";
            _endsPath = stem + ".ends";
            _names = new FileStream(_namesPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
            _ends = new FileStream(_endsPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
            WriteEnd();
        }

        public long Count { get; private set; }

        /// <summary>Adds the name of the next vertex; empty for one that is missing.</summary>
        public void Add(ReadOnlySpan<byte> name)
        {
            _names.Write(name);
            _end += name.Length;
            Count++;
            WriteEnd();
        }

        public VertexNames Finish()
        {
            // An empty file cannot be mapped.
            _names.WriteByte(0);
            _names.Dispose();
            _ends.Dispose();
            return new VertexNames(_namesPath, _endsPath, Count);
        }

        /// <summary>Gives the files up.</summary>
        public void Abandon()
        {
            Dispose();
            File.Delete(_namesPath);
            File.Delete(_endsPath);
        }

        public void Dispose()
        {
            _names.Dispose();
            _ends.Dispose();
        }

        private void WriteEnd()
        {
            Span<byte> bytes = stackalloc byte[OffsetBytes];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, _end);
            _ends.Write(bytes);
        }
    }
}
