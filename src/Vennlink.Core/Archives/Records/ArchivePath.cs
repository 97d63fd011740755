using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Records;

/// <summary>Opens an archive by its path, also one that lies in a WACZ: <c>a.wacz/archive/b.warc.gz</c>.</summary>
internal static class ArchivePath
{
    /// <summary>Opens it.</summary>
    /// <exception cref="InputException">There is no such file, or none of that name in it.</exception>
    /// <exception cref="InvalidDataException">A zip on the way cannot be read.</exception>
    public static Stream Open(string path)
    {
        if (File.Exists(path))
        {
            return File.OpenRead(path);
        }

        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (File.Exists(path[..slash]))
            {
                FileStream zip = File.OpenRead(path[..slash]);
                try
                {
                    return OpenInside(zip, path[..slash], path[(slash + 1)..]);
                }
                catch
                {
                    zip.Dispose();
                    throw;
                }
            }
        }

        throw new InputException(path, null, "there is no such file");
    }

    private static Stream OpenInside(Stream zip, string path, string name)
    {
        ZipDirectory directory = ZipDirectory.Read(zip);
        foreach (ZipEntry entry in directory.Entries)
        {
            if (entry.Name == name)
            {
                return directory.Open(entry);
            }

            if (name.StartsWith(entry.Name + "/", StringComparison.Ordinal)
                && directory.Open(entry) is { CanSeek: true } inner)
            {
                return OpenInside(inner, $"{path}/{entry.Name}", name[(entry.Name.Length + 1)..]);
            }
        }

        throw new InputException(path, null, $"holds no file {name}");
    }
}
