using System.CommandLine;
using System.Text.Json;
using Vennlink.Query.Output;

namespace Vennlink.Cli.Output;

/// <summary>
/// The file of <c>--about</c>: what an output is of, for forms that have no place for it, such as CSV. It is written
/// when the output is whole.
/// </summary>
internal static class AboutFile
{
    /// <summary><c>--about FILE</c>.</summary>
    public static Option<string> Option() => new("--about")
    {
        HelpName = "FILE",
        Description = "Write to FILE what the output is of, to cite it: question, snapshot, version (JSON)",
    };

    /// <summary>Writes it, if there is to be one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? file, Citation citation, string form)
    {
        if (file is null)
        {
            return;
        }

        using FileStream stream = File.Create(file);
        using (Utf8JsonWriter json = new(stream, JsonOutput.Options))
        {
            json.WriteStartObject();
            citation.Write(json);
            json.WriteString("format", form);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
