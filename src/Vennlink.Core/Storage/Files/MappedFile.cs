using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>A whole file mapped for reading. Thread-safe for readers; spans live until <see cref="Dispose"/>.</summary>
/// <remarks>
/// Touching a page behind the end of a mapped file is a signal, not an exception, so the length is taken once, at open,
/// and every access is checked against it. Whether the file may be cut short later: <see cref="Guard"/>.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private MappedFile(string path, FileStream stream, MapAdvice advice)
    {
        FileName = Path.GetFileName(path);
        Length = stream.Length;
        _file = stream.SafeFileHandle;
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

    /// <summary>Whether nobody can write to the file or cut it short before this map is gone.</summary>
    public bool IsGuarded { get; private set; }

    /// <summary>Sees to <see cref="IsGuarded"/>, where the system allows it.</summary>
    /// <exception cref="IndexFormatException">
    /// Another program has the file open for writing, or cut it short since it was opened here.
    /// </exception>
    public void Guard()
    {
        IsGuarded = FileLease.TryTake(_file, FileName);

        // From here on nobody can; before, somebody may have.
        if (FindOtherLength() is { } change)
        {
            throw change;
        }
    }

    /// <summary>
    /// Whether another program has changed the file, or waits to do so: then the map is to be given up within seconds.
    /// Of a file that is not guarded only a changed length is seen, and maybe too late.
    /// </summary>
    public IndexFormatException? FindChange()
    {
        if (IsGuarded && !FileLease.IsWhole(_file))
        {
            return new IndexFormatException(FileName, 0, "another program opens the file for writing");
        }

        return IsGuarded ? null : FindOtherLength();
    }

    /// <summary>Reads bytes from the file, not by the map.</summary>
    /// <returns>How many there were, which is less where the file ends.</returns>
    /// <exception cref="IndexFormatException">The disk cannot read them.</exception>
    public int Read(long offset, Span<byte> destination)
    {
        try
        {
            int length = 0;
            for (int read = -1; read != 0 && length < destination.Length; length += read)
            {
                read = RandomAccess.Read(_file, destination[length..], offset + length);
            }

            return length;
        }
        catch (IOException problem)
        {
            throw new IndexFormatException(FileName, offset, $"cannot be read: {problem.Message}");
        }
    }

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

    private IndexFormatException? FindOtherLength()
    {
        long length = RandomAccess.GetLength(_file);
        return length == Length ? null : new IndexFormatException(
            FileName, Math.Min(length, Length), $"the file has {length} bytes, but had {Length} when it was opened");
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
