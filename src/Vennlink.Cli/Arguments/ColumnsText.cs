using Vennlink.Archives.Lists;
using Vennlink.Cli.Outcomes;

namespace Vennlink.Cli.Arguments;

/// <summary>The value of <c>--columns</c>: <c>source=A,target=B</c>.</summary>
internal static class ColumnsText
{
    private const string Names = "source, target, anchor, title, rel, first_seen, last_seen";

    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">It is not of this shape.</exception>
    public static LinkListColumns Parse(string text)
    {
        Dictionary<string, string> columns = new(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
            {
                throw new UsageException($"--columns: '{part}' is not NAME=COLUMN");
            }

            string name = part[..equals].Trim();
            if (!Names.Split(", ").Contains(name, StringComparer.Ordinal))
            {
                throw new UsageException($"--columns: '{name}' is not one of {Names}");
            }

            if (!columns.TryAdd(name, part[(equals + 1)..].Trim()))
            {
                throw new UsageException($"--columns: '{name}' is given twice");
            }
        }

        return new LinkListColumns(
            Required("source"), Required("target"), Optional("anchor"), Optional("title"), Optional("rel"),
            Optional("first_seen"), Optional("last_seen"));

        string Required(string name) => Optional(name) ?? throw new UsageException($"--columns: '{name}=' is missing");

        string? Optional(string name) => columns.GetValueOrDefault(name);
    }
}
