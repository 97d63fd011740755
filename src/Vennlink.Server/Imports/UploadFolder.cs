using System.Globalization;
using Vennlink.Server.Databases;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Imports;

/// <summary>Where the files of one import lie.</summary>
/// <param name="path">The folder; made with the first file.</param>
internal sealed class UploadFolder(string path)
{
    private const int BufferBytes = 1 << 17;

    // What a build needs beside its inputs is told by its own check; this keeps the system going.
    private const long KeptFreeBytes = 256L << 20;

    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private int _count;

    public string Path => path;

    /// <summary>Takes a file in: written aside, then renamed, in a folder of its own.</summary>
    /// <param name="name">Its name, which was checked.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">How many the client says there are; null where it does not say.</param>
    /// <param name="maxBytes">Most bytes.</param>
    /// <param name="clientLeft">Ends it, and nothing is kept.</param>
    /// <returns>Its path and length.</returns>
    /// <exception cref="ApiException">It is too long (413), or the disk too small (507).</exception>
    public async Task<(string Path, long Bytes)> TakeAsync(
        string name, Stream content, long? length, long maxBytes, CancellationToken clientLeft)
    {
        if (length > maxBytes)
        {
            throw TooLong(maxBytes);
        }

        string folder = System.IO.Path.Combine(
            path, Interlocked.Increment(ref _count).ToString("d4", CultureInfo.InvariantCulture));
        try
        {
            PrivateDatabase.CreateFolder(System.IO.Path.GetDirectoryName(path)!);
            PrivateDatabase.CreateFolder(path);
            PrivateDatabase.CreateFolder(folder);
            if (new DriveInfo(folder).AvailableFreeSpace < KeptFreeBytes + (length ?? 0))
            {
                throw DiskFull();
            }

            string file = System.IO.Path.Combine(folder, name);
            string aside = System.IO.Path.Combine(folder, "." + "part");
            long written = await WriteAsync(aside, content, maxBytes, clientLeft);
            File.Move(aside, file, overwrite: true);
            return (file, written);
        }
        catch (IOException problem) when (problem.HResult is NoSpace or NoQuota or WindowsDiskFull)
        {
            Remove(folder);
            throw DiskFull();
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    /// <summary>Deletes a file that was taken.</summary>
    public static void Delete(string file) => Remove(System.IO.Path.GetDirectoryName(file)!);

    /// <summary>Deletes all of it.</summary>
    public void Delete() => Remove(path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone, or was never made.
        }
    }

    private static async Task<long> WriteAsync(
        string file, Stream content, long maxBytes, CancellationToken clientLeft)
    {
        FileStreamOptions creation = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using FileStream output = new(file, creation);
        byte[] buffer = new byte[BufferBytes];
        long written = 0;
        int count;
        while ((count = await content.ReadAsync(buffer, clientLeft)) > 0)
        {
            written += count;
            if (written > maxBytes)
            {
                throw TooLong(maxBytes);
            }

            await output.WriteAsync(buffer.AsMemory(0, count), clientLeft);
        }

        return written;
    }

    private static ApiException TooLong(long maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"A file may have up to {maxBytes:N0} bytes."));

    private static ApiException DiskFull() => new(
        StatusCodes.Status507InsufficientStorage, "The disk of the server is too full for this file.");
}
