namespace Vennlink.Cli.Arguments;

/// <summary>Where the user's own files lie, by the XDG Base Directory Specification.</summary>
internal static class UserFolders
{
    /// <summary><c>$XDG_CACHE_HOME/vennlink/demo</c>, else <c>~/.cache/vennlink/demo</c>.</summary>
    public static string DefaultDemoFolder => Path.Combine(Folder("XDG_CACHE_HOME", ".cache"), "vennlink", "demo");

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
