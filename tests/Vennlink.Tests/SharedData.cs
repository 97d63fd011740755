namespace Vennlink.Tests;

/// <summary>
/// Finds test data that the repository may not carry: the folder <c>shared/data</c> beside the checkout.
/// </summary>
internal static class SharedData
{
    /// <summary>
    /// Root of the checkout: the nearest parent folder of the test binary that holds <c>Vennlink.slnx</c>.
    /// </summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The folder <c>../shared/data</c> beside the checkout, or null where it is absent.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>
    /// Full path of one shared file or folder; the calling test is skipped by name when it is absent.
    /// </summary>
    public static string Require(string relativePath)
    {
        string path = Folder is null ? relativePath : Path.Combine(Folder, relativePath);
        Assert.SkipUnless(Folder is not null && Path.Exists(path), $"shared data absent: {relativePath}");
        return path;
    }

    /// <summary>Full path of one file or folder that the repository carries.</summary>
    public static string InRepository(string relativePath) => Path.Combine(RepositoryRoot, relativePath);

    private static string? FindFolder()
    {
        string folder = Path.Combine(Path.GetDirectoryName(RepositoryRoot)!, "shared", "data");
        return Directory.Exists(folder) ? folder : null;
    }

    private static string FindRepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vennlink.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run from inside a checkout.");
    }
}
