using System.Runtime.InteropServices;

namespace Vennlink.Storage.Files;

/// <summary>
/// A column that grows on disk, for a file whose columns stand one after the other while its rows come one by one.
/// Holds 64 KiB.
/// </summary>
/// <remarks>Little-endian. Not thread-safe. The temporary file goes on dispose.</remarks>
/// <param name="path">Temporary file; replaced if there is one.</param>
internal sealed class SpilledColumn<T>(string path) : IDisposable
    where T : unmanaged
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _stream = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes);

    /// <summary>Appends an element.</summary>
    public void Add(T value) => Add(new ReadOnlySpan<T>(in value));

    /// <summary>Appends elements.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        _stream.Write(MemoryMarshal.AsBytes(values));
        Length += values.Length;
    }

    /// <summary>Elements.</summary>
    public long Length { get; private set; }

    /// <summary>Writes all elements to a file as its next section. None may be added afterwards.</summary>
    public void WriteSection(SealedFileWriter file)
    {
        file.StartSection();
        WriteTo(file);
    }

    /// <summary>As <see cref="WriteSection"/>, as an optional section.</summary>
    public void WriteOptionalSection(SealedFileWriter file, uint number)
    {
        file.StartOptionalSection(number);
        WriteTo(file);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(path);
    }

    private void WriteTo(SealedFileWriter file)
    {
        _stream.Position = 0;
        byte[] buffer = new byte[BufferBytes];
        for (int read = _stream.Read(buffer); read > 0; read = _stream.Read(buffer))
        {
            file.Write(buffer.AsSpan(0, read));
        }
    }
}
