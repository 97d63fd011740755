using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Vennlink.Cli.Outcomes;

namespace Vennlink.Cli.Output;

/// <summary>Standard output as a stream that says when its reader has gone.</summary>
/// <remarks>
/// The console stream of .NET swallows EPIPE, so <c>export links | head</c> would go on writing a whole index to
/// nobody; a FileStream over descriptor 1 keeps a file position of its own and would overwrite what other commands of
/// the same shell redirection wrote.
/// </remarks>
internal sealed partial class StandardOutput : Stream
{
    private const int StandardOutputDescriptor = 1;
    private const int InterruptedErrno = 4;
    private const int BrokenPipeErrno = 32;
    private static readonly int _wouldBlockErrno = OperatingSystem.IsLinux() ? 11 : 35;

    private StandardOutput()
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens standard output.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardOutput();

    /// <summary>Opens standard output for rows of a form.</summary>
    /// <param name="format">The word of <c>--format</c>.</param>
    /// <exception cref="UsageException">The form is not text, and a terminal would show it.</exception>
    public static Stream Open(string format)
    {
        if (format is "xlsx" or "parquet" && !Console.IsOutputRedirected)
        {
            throw new UsageException($"--format: {format} is not for a terminal; write it to a file: > FILE");
        }

        return Open();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!OperatingSystem.IsWindows())
        {
            WriteUnix(buffer);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [UnsupportedOSPlatform("windows")]
    private static void WriteUnix(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = SystemWrite(StandardOutputDescriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno == BrokenPipeErrno)
            {
                throw new ClosedPipeException();
            }

            if (errno == _wouldBlockErrno)
            {
                // Some other process made the shared terminal or pipe non-blocking; waiting is what a blocking write
                // would have done.
                Thread.Sleep(1);
            }
            else if (errno != InterruptedErrno)
            {
                throw new IOException($"standard output: {Marshal.GetPInvokeErrorMessage(errno)}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint SystemWrite(int descriptor, ReadOnlySpan<byte> buffer, nuint count);
}
