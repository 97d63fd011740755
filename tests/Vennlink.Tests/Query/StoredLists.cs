using System.Buffers;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Query;

/// <summary>Lists of ids as a snapshot stores them, in a file; it has no empty ones.</summary>
internal sealed class StoredLists : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<(long Start, long Length)> _places = [];
    private readonly SealedFile _file;

    public StoredLists(params IEnumerable<uint[]> lists)
    {
        using (SealedFileWriter writer = new(_folder.File("lists"), "TestList"u8, 1))
        {
            writer.StartSection();
            foreach (uint[] ids in lists)
            {
                ArrayBufferWriter<byte> list = new();
                if (ids.Length > 0)
                {
                    new PostingListWriter().Write(list, ids);
                }

                _places.Add((writer.SectionPosition, list.WrittenCount));
                writer.Write(list.WrittenSpan);
            }

            writer.Complete();
        }

        _file = SealedFile.Open(_folder.File("lists"), "TestList"u8, 1);
    }

    public PostingCursor Open(int list, LaneWidth width)
    {
        if (_places[list].Length == 0)
        {
            return new ArrayCursor([]);
        }

        return new PostingListCursor(
            new FileSection(_file, _file.Section(0).Start + _places[list].Start, _places[list].Length), width);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }
}
