using System.Text;

namespace Vennlink.Cli.Output;

/// <summary>Standard output as buffered UTF-8 text without a byte order mark; lines end in LF.</summary>
internal static class TextOutput
{
    private const int BufferChars = 1 << 15;

    /// <summary>Opens it; disposing writes what is left.</summary>
    public static TextWriter Open() =>
        new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            BufferChars)
        { NewLine = "\n" };
}
