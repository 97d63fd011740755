namespace Vennlink.Cli.Verbs;

/// <summary>Words of a command line as a shell reads them back, so that what is printed works as pasted.</summary>
internal static class ShellText
{
    /// <summary>
    /// The command that runs now: <c>vennlink</c> where the shell finds this very file by that name, else its path.
    /// </summary>
    public static string OwnCommand { get; } = FindOwnCommand();

    /// <summary>Quotes a word where it needs quotes.</summary>
    public static string Quote(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string FindOwnCommand()
    {
        string own = Environment.ProcessPath!;
        string name = Path.GetFileName(own);
        if (name == "dotnet")
        {
            return $"dotnet {Quote(Path.Combine(AppContext.BaseDirectory, "vennlink.dll"))}";
        }

        string? found = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        return found is not null && RealPath(found) == RealPath(own) ? name : Quote(own);
    }

    private static string RealPath(string file) =>
        File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
}
