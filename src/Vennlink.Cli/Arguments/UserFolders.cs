namespace Vennlink.Cli.Arguments;

/// <summary>Where the user's own files lie, by the XDG Base Directory Specification, and the command's.</summary>
internal static class UserFolders
{
    /// <summary><c>$XDG_CACHE_HOME/vennlink/demo</c>, else <c>~/.cache/vennlink/demo</c>.</summary>
    public static string DefaultDemoFolder => Path.Combine(Folder("XDG_CACHE_HOME", ".cache"), "vennlink", "demo");

    /// <summary><c>$XDG_DATA_HOME/vennlink/index</c>, else <c>~/.local/share/vennlink/index</c>.</summary>
    public static string DefaultIndexFolder =>
        Path.Combine(Folder("XDG_DATA_HOME", ".local", "share"), "vennlink", "index");

    /// <summary>The samples that travel with the command.</summary>
    public static string Samples => Path.Combine(AppContext.BaseDirectory, "samples");

    private static string Folder(string variable, params string[] underHome)
    {
        // The specification says that a relative path in the variable is to be ignored.
        string? named = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(named) && Path.IsPathRooted(named))
        {
            return named;
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine([home.Length > 0 ? home : Path.GetTempPath(), .. underHome]);
    }
}
