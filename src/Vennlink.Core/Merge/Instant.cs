using Vennlink.Segments;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>
/// The captures of one page that bear one time. They are readings of the same moment, so the one that is believed most speaks for all;
/// it comes first in the order of records. Not thread-safe.
/// </summary>
internal sealed class Instant
{
    private Capture _capture = new();
    private byte[] _saying = new byte[4096];
    private int _sayingLength;
    private int _fileId;
    private bool _isEmpty = true;

    /// <summary>Folds a capture into the instant when it belongs to it.</summary>
    /// <param name="next">The capture.</param>
    /// <param name="record">Its bytes.</param>
    /// <param name="fileId">Its input.</param>
    /// <returns>False when it has another time, or the instant has no capture yet.</returns>
    public bool TryFold(Capture next, ReadOnlySpan<byte> record, int fileId)
    {
        if (_isEmpty || next.TimeSeconds != _capture.TimeSeconds)
        {
            return false;
        }

        // The same capture in several files is shown with the first of them in canonical order, wherever it stands in each.
        if (Saying(next, record).SequenceEqual(_saying.AsSpan(0, _sayingLength))
            && (fileId, next.OffsetBytes).CompareTo((_fileId, _capture.OffsetBytes)) < 0)
        {
            _fileId = fileId;
            _capture.OffsetBytes = next.OffsetBytes;
        }

        return true;
    }

    /// <summary>Starts a new instant with its most believed capture.</summary>
    /// <param name="first">The capture, which goes over to the instant: the caller gets another one to fill instead.</param>
    /// <param name="record">Its bytes, which are copied.</param>
    /// <param name="fileId">Its input.</param>
    public void Start(ref Capture first, ReadOnlySpan<byte> record, int fileId)
    {
        ReadOnlySpan<byte> saying = Saying(first, record);
        if (_saying.Length < saying.Length)
        {
            _saying = new byte[saying.Length * 2];
        }

        saying.CopyTo(_saying);
        _sayingLength = saying.Length;
        (_capture, first) = (first, _capture);
        _fileId = fileId;
        _isEmpty = false;
    }

    /// <summary>Tells the history the instant's capture, if there is one, and empties the instant.</summary>
    public void ApplyTo(PageHistory history)
    {
        if (!_isEmpty)
        {
            history.Apply(_capture, _fileId);
            _isEmpty = true;
        }
    }

    /// <summary>As <see cref="ApplyTo"/> for the last instant of a page, whose live links it adds to <paramref name="page"/> where it is the only one.</summary>
    public void ApplyLastTo(PageHistory history, LivePage page)
    {
        if (!_isEmpty && history.TryApplyAlone(_capture, _fileId, page))
        {
            _isEmpty = true;
        }

        ApplyTo(history);
    }

    // All of a record but the offset at its end.
    private static ReadOnlySpan<byte> Saying(Capture capture, ReadOnlySpan<byte> record) => record[..^Varint.Length((ulong)capture.OffsetBytes)];
}
