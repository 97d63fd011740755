namespace Vennlink.Bench;

/// <summary>Finds files of the data that lies beside the checkout.</summary>
internal static class SharedFile
{
    /// <summary>The file in <c>shared/data</c> of a folder above that which this was started from.</summary>
    /// <param name="path">Path below <c>shared/data</c>.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Find(string path)
    {
        string relative = Path.Combine("shared", "data", path);
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, relative)))
            {
                return Path.Combine(folder, relative);
            }
        }

        throw new FileNotFoundException($"This benchmark reads {relative} in a folder above the checkout.");
    }
}
