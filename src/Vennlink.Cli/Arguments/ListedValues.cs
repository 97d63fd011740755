using Vennlink.Cli.Outcomes;

namespace Vennlink.Cli.Arguments;

/// <summary>
/// Values of an option that takes many: <c>@file</c> stands for the lines of a file, <c>@-</c> for those of standard
/// input.
/// </summary>
internal static class ListedValues
{
    /// <summary>All values, those of files without blanks around them and without empty lines.</summary>
    /// <param name="values">As typed; null when the option is not given.</param>
    /// <param name="what">What a line is, for a message.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<string> Of(string[]? values, string what) =>
        (values ?? []).SelectMany(value => value.StartsWith('@')
            ? Lines(value[1..], what).Select(line => line.Trim()).Where(line => line.Length > 0) : [value]);

    private static IEnumerable<string> Lines(string file, string what)
    {
        if (file.Length == 0)
        {
            throw new UsageException($"'@' must be followed by the name of a file with one {what} a line");
        }

        if (file != "-")
        {
            return File.ReadLines(file);
        }

        List<string> lines = [];
        while (Console.In.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
