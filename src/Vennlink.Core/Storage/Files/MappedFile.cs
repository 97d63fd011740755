using System.IO.MemoryMappedFiles;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>A whole file mapped for reading. Thread-safe for readers; spans live until <see cref="Dispose"/>.</summary>
/// <remarks>
/// Touching a page behind the end of a mapped file is a signal, not an exception, so the length is taken once, at open,
/// and every access is checked against it. Files of an index are never cut short after they are published.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private MappedFile(string path, FileStream stream, MapAdvice advice)
    {
        FileName = Path.GetFileName(path);
        Length = stream.Length;
        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
            leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
        SystemCalls.Advise(_start, Length, advice);
    }

    /// <summary>Maps a file.</summary>
    /// <exception cref="IndexFormatException">The file is missing or empty.</exception>
    public static MappedFile Open(string path, MapAdvice advice)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                bufferSize: 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IndexFormatException(Path.GetFileName(path), 0, "the file is missing");
        }

        // An empty file cannot be mapped; no file of an index is empty.
        if (stream.Length == 0)
        {
            stream.Dispose();
            throw new IndexFormatException(Path.GetFileName(path), 0, "the file is empty");
        }

        return new MappedFile(path, stream, advice);
    }

    /// <summary>Name without folder, for messages.</summary>
    public string FileName { get; }

    /// <summary>Length of the file, at least 1.</summary>
    public long Length { get; }

    /// <summary>Bytes <c>[offset, offset + length)</c>.</summary>
    /// <exception cref="IndexFormatException">They are not all inside the file.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        if ((ulong)offset > (ulong)Length || (uint)length > (ulong)(Length - offset))
        {
            throw new IndexFormatException(
                FileName, offset, $"{length} bytes expected here, but the file has {Length} bytes");
        }

        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>Changes the advice for the whole map.</summary>
    public void Advise(MapAdvice advice) => SystemCalls.Advise(_start, Length, advice);

    /// <summary>Has the kernel begin to read <c>[offset, offset + length)</c>.</summary>
    public void Prefetch(long offset, long length)
    {
        long start = Math.Max(0, offset) / Environment.SystemPageSize * Environment.SystemPageSize;
        long end = Math.Min(Length, offset + length);
        if (_start != null && start < end)
        {
            SystemCalls.Advise(_start + start, end - start, MapAdvice.WillNeed);
        }
    }

    /// <summary>
    /// Lets go of the whole pages in <c>[offset, offset + length)</c>; reading them again is right, and as dear as a
    /// first touch.
    /// </summary>
    public void Release(long offset, long length)
    {
        long page = Environment.SystemPageSize;
        long start = (Math.Max(0, offset) + page - 1) / page * page;
        long end = Math.Min(Length, offset + length) / page * page;
        if (_start != null && start < end)
        {
            SystemCalls.Advise(_start + start, end - start, MapAdvice.DontNeed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_start != null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map.Dispose();
        }
    }
}

/// <summary>How a map will be read; the values are those of madvise(2).</summary>
internal enum MapAdvice
{
    /// <summary>No advice: the kernel reads ahead around each fault.</summary>
    Normal = 0,

    /// <summary>
    /// Here and there: no read-ahead. A cold fault then costs one page (measured 51 µs against 754 µs).
    /// </summary>
    Random = 1,

    /// <summary>Front to back: read far ahead.</summary>
    Sequential = 2,

    /// <summary>Soon: the kernel begins to read, and the call returns.</summary>
    WillNeed = 3,

    /// <summary>
    /// Not again soon: the pages leave this process (they count as its memory), not the cache of the kernel.
    /// </summary>
    DontNeed = 4,

    /// <summary>Worth pages of 2 MiB, where the kernel has them.</summary>
    LargePages = 14,
}
