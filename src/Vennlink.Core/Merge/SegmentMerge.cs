using Vennlink.Segments;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// One walk over the records of many sorted files: in the order of their bytes, then of the input they come from. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// A binary heap of cursors; the order is total but for records equal in bytes and input, so nothing hangs on the order
/// of the files.
/// </remarks>
internal sealed class SegmentMerge : IDisposable
{
    private readonly List<Source> _sources = [];
    private readonly List<Source> _heap = [];
    private bool _started;

    /// <summary>The current record; starts as <see cref="SegmentRecord"/> says. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Current => _heap[0].Record;

    /// <summary>A checked reader of the current record.</summary>
    public ByteReader Reader => new(Current, FileName, BlockOffset);

    /// <summary>Input of the current record.</summary>
    public int FileId => _heap[0].FileId;

    /// <summary>Name of the file the current record stands in, for messages.</summary>
    public string FileName => _heap[0].FileName;

    /// <summary>Where its block starts there.</summary>
    public long BlockOffset => _heap[0].Cursor.BlockOffset;

    /// <summary>Bytes of the files behind the blocks reached so far.</summary>
    public long DoneBytes => _sources.Sum(source => source.Cursor.BlockOffset);

    /// <summary>
    /// Adds a segment; all its records come from input <paramref name="fileId"/>. Owned from here on.
    /// </summary>
    public void Add(Segment segment, int fileId) =>
        _sources.Add(new Source(segment.ReadRecords(), segment, fileId, segment.FileName));

    /// <summary>Adds a run, whose records name their inputs. Owned from here on.</summary>
    public void Add(MergeRun run) => _sources.Add(new Source(run.ReadRecords(), run, null, MergeRun.Name));

    /// <summary>Moves to the next record; false at the end.</summary>
    public bool MoveNext()
    {
        if (!_started)
        {
            _started = true;
            foreach (Source source in _sources)
            {
                if (source.MoveNext())
                {
                    _heap.Add(source);
                }
            }

            for (int parent = (_heap.Count / 2) - 1; parent >= 0; parent--)
            {
                SiftDown(parent);
            }

            return _heap.Count > 0;
        }

        if (_heap.Count == 0)
        {
            return false;
        }

        if (!_heap[0].MoveNext())
        {
            _heap[0] = _heap[^1];
            _heap.RemoveAt(_heap.Count - 1);
        }

        SiftDown(0);
        return _heap.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Source source in _sources)
        {
            source.Dispose();
        }
    }

    private void SiftDown(int parent)
    {
        // Invariant: every heap position but parent is not above its children. Terminates: parent moves down one level
        // a round.
        while (true)
        {
            int smallest = parent;
            int left = (2 * parent) + 1;
            for (int child = left; child <= left + 1 && child < _heap.Count; child++)
            {
                if (_heap[child].CompareTo(_heap[smallest]) < 0)
                {
                    smallest = child;
                }
            }

            if (smallest == parent)
            {
                return;
            }

            (_heap[parent], _heap[smallest]) = (_heap[smallest], _heap[parent]);
            parent = smallest;
        }
    }

    private sealed class Source(RecordCursor cursor, IDisposable file, int? fileId, string fileName) : IDisposable
    {
        public RecordCursor Cursor { get; } = cursor;

        public string FileName { get; } = fileName;

        public int FileId { get; private set; }

        public ReadOnlySpan<byte> Record => fileId is null ? MergeRun.WithoutFileId(Cursor.Current) : Cursor.Current;

        public bool MoveNext()
        {
            if (!Cursor.MoveNext())
            {
                return false;
            }

            FileId = fileId ?? MergeRun.FileId(Cursor);
            return true;
        }

        public int CompareTo(Source other)
        {
            int order = Record.SequenceCompareTo(other.Record);
            return order != 0 ? order : FileId.CompareTo(other.FileId);
        }

        public void Dispose()
        {
            Cursor.Dispose();
            file.Dispose();
        }
    }
}
