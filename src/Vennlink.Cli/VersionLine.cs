using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;

namespace Vennlink.Cli;

/// <summary>The version, and with it how this file was compiled and for which vectors.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    // Of a native file this was decided when it was compiled, whatever the processor has.
    private static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : 128;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string compiled = RuntimeFeature.IsDynamicCodeCompiled ? ".NET" : "native";
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"{ProgramVersion.Full} ({compiled}, {VectorBits}-bit vectors)");
        return ExitCode.Done;
    }
}
