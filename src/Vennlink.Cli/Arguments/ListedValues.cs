using Vennlink.Cli.Outcomes;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Arguments;

/// <summary>A target as typed: <c>[SCOPE:]TARGET</c>.</summary>
/// <param name="Typed">The whole text, for headings and notes.</param>
/// <param name="Scope">The scope; root_domain when none is given.</param>
/// <param name="Url">The rest.</param>
internal sealed record TargetText(string Typed, TargetScope Scope, string Url)
{
    /// <summary>Whether a scope was typed.</summary>
    public bool HasScope => Url.Length != Typed.Length;

    /// <summary>
    /// Reads the scope off; any other text before a colon (<c>https:</c>, <c>example.com:8080</c>) belongs to the
    /// target.
    /// </summary>
    public static TargetText Parse(string typed)
    {
        foreach (TargetScope scope in Enum.GetValues<TargetScope>())
        {
            string prefix = Words.Of(scope) + ":";
            if (typed.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new TargetText(typed, scope, typed[prefix.Length..]);
            }
        }

        return new TargetText(typed, TargetScope.RootDomain, typed);
    }

    /// <summary>
    /// Reads all values of an option; <c>@file</c> stands for the lines of a file, <c>@-</c> for those of standard
    /// input.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static List<TargetText> ParseAll(IEnumerable<string> values)
    {
        List<TargetText> targets = [];
        foreach (string value in values)
        {
            if (value.StartsWith('@'))
            {
                targets.AddRange(Lines(value[1..]).Select(line => line.Trim()).Where(line => line.Length > 0)
                    .Select(Parse));
            }
            else
            {
                targets.Add(Parse(value));
            }
        }

        return targets;
    }

    private static IEnumerable<string> Lines(string file)
    {
        if (file.Length == 0)
        {
            throw new UsageException("'@' must be followed by the name of a file with one target a line");
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
