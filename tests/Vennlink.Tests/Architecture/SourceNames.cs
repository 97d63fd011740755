using System.Text.RegularExpressions;

namespace Vennlink.Tests.Architecture;

/// <summary>
/// The rooms that a source file names, whether or not a trace of it is left in the compiled assembly: none is of a
/// constant, of <c>nameof</c>, and of a <c>using</c> that nothing needs.
/// </summary>
/// <remarks>
/// A name is looked up as the compiler does it: in the namespace of the file, then in those around it. Members and
/// locals, which come before types, are not known here: a property with the name of a type stands for that type.
/// </remarks>
internal sealed partial class SourceNames(SourceProject project)
{
    private readonly ILookup<string, string> _typesByNamespace = project.Assembly.Types.ToLookup(
        type => type.Name.Namespace, type => type.Name.Name.Split('`')[0]);

    /// <summary>Rooms that the text of a file of a room names, with the text that names each.</summary>
    public IEnumerable<(string Room, string Text)> RoomsNamedIn(string text, string room)
    {
        string code = CommentsAndText().Replace(text, match => match.Value[0] == '/' ? " " : match.Value);
        string[] around = [.. NamespacesAround(project.NamespaceOf(room))];
        foreach (Match match in DottedNames().Matches(code))
        {
            string name = match.Groups["name"].Value;
            string dotted = Blanks().Replace(name, string.Empty)
                .Replace("global::", string.Empty, StringComparison.Ordinal);
            if (RoomOf(dotted, around) is { } named)
            {
                yield return (named, name);
            }
        }
    }

    private string? RoomOf(string dotted, string[] around)
    {
        string first = dotted.Split('.')[0];
        foreach (string scope in around)
        {
            if (_typesByNamespace[scope].Contains(first))
            {
                return project.RoomOf(scope);
            }

            string prefix = scope.Length == 0 ? string.Empty : scope + ".";
            if (IsNamespace(prefix + first))
            {
                return project.RoomOf(LongestNamespace(prefix + dotted));
            }
        }

        return null;
    }

    private bool IsNamespace(string name) =>
        _typesByNamespace.Any(types => types.Key == name || types.Key.StartsWith(name + ".", StringComparison.Ordinal));

    private string LongestNamespace(string dotted)
    {
        while (!IsNamespace(dotted))
        {
            dotted = dotted[..dotted.LastIndexOf('.')];
        }

        return dotted;
    }

    // The namespace itself, those around it, and the one without a name.
    private static IEnumerable<string> NamespacesAround(string @namespace)
    {
        yield return @namespace;
        for (int dot = @namespace.LastIndexOf('.'); dot >= 0; dot = @namespace.LastIndexOf('.', dot - 1))
        {
            yield return @namespace[..dot];
        }

        yield return string.Empty;
    }

    [GeneratedRegex("""""
        """[\s\S]*?""" | @"(?:[^"]|"")*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+' | //[^\n]* | /\*[\s\S]*?\*/
        """"", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentsAndText();

    // A.B.C, and the one name inside nameof(…).
    [GeneratedRegex("""
        (?<![\w.@]) (?: nameof\(\s*(?<name>\w+)\s*\) | (?<name>(?:global::)?[A-Za-z_]\w* (?:\s*\.\s*[A-Za-z_]\w*)+) )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex DottedNames();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
