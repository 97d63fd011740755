using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Files;

/// <summary>
/// The rule of versions, for every kind of file and for the index as a whole: a build writes the newest version it
/// knows, and reads that one and the one before. Described in docs/formats/versions.md.
/// </summary>
internal static class FormatVersion
{
    /// <summary>The first version of every kind.</summary>
    public const uint First = 1;

    /// <summary>Refuses a version that this build does not read.</summary>
    /// <param name="file">File name.</param>
    /// <param name="offsetBytes">Where the version stands in it.</param>
    /// <param name="found">The version found.</param>
    /// <param name="newest">The newest version that this build knows.</param>
    /// <param name="neededBuild">The first build that reads what was found, where that is known.</param>
    /// <exception cref="IndexFormatException">The version is newer than this build knows, or too old.</exception>
    public static void Check(string file, long offsetBytes, uint found, uint newest, string? neededBuild = null)
    {
        uint oldest = Math.Max(First, newest - 1);
        if (found >= oldest && found <= newest)
        {
            return;
        }

        string reads = oldest == newest ? $"version {newest}" : $"versions {oldest} and {newest}";
        string remedy = found < oldest
            ? "build the index anew from its inputs"
            : $"use {(neededBuild is null ? "the build of vennlink that wrote it" : "vennlink " + neededBuild)}, or "
                + "a newer one";
        throw new IndexFormatException(
            file, offsetBytes, $"found version {found}, this program reads {reads}: {remedy}");
    }
}
