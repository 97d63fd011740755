using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>
/// A read lease on an open file (fcntl F_SETLEASE): whoever opens the file for writing, or cuts it short, waits until
/// the holder has let go, or 45 seconds are over (/proc/sys/fs/lease-break-time).
/// </summary>
/// <remarks>
/// The holder looks now and then whether somebody waits, and lets go by closing the file and its map. Renaming and
/// deleting are no concern of a lease. Linux gives one to the owner of the file (or to CAP_LEASE), where the file
/// system knows leases; Windows lets nobody write to a file that is open here. docs/decisions/0010-files-cut-short.md
/// </remarks>
internal static class FileLease
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Takes a lease.</summary>
    /// <param name="file">A file that is open for reading only.</param>
    /// <param name="fileName">Its name, for the message.</param>
    /// <returns>Whether there is one now; false where the system gives none.</returns>
    /// <exception cref="IndexFormatException">Another program has the file open for writing.</exception>
    public static bool TryTake(SafeFileHandle file, string fileName)
    {
        for (long started = Stopwatch.GetTimestamp(); ; Thread.Sleep(10))
        {
            switch (SystemCalls.TakeReadLease(file))
            {
                case LeaseAnswer.Given:
                    return true;
                case LeaseAnswer.Refused:
                    return false;
                case LeaseAnswer.OpenForWriting when Stopwatch.GetElapsedTime(started) > Patience:
                    throw new IndexFormatException(fileName, 0, "another program has the file open for writing");
            }

            // A writer that has finished may still be closing the file.
        }
    }

    /// <summary>Whether a lease is still held, and nobody waits for its end.</summary>
    public static bool IsWhole(SafeFileHandle file) => SystemCalls.IsReadLeaseWhole(file);
}

/// <summary>What the system says to somebody who asks for a lease.</summary>
internal enum LeaseAnswer
{
    /// <summary>There is one now.</summary>
    Given,

    /// <summary>Not to this process, or not on this file system.</summary>
    Refused,

    /// <summary>Not while the file is open for writing, or somebody waits to open it so.</summary>
    OpenForWriting,
}
