using SharpFuzz;
using Vennlink.Fuzz;

// Vennlink.Fuzz TARGET           a fuzzer drives the target (afl-fuzz through tests/Vennlink.Fuzz/fuzz.sh)
// Vennlink.Fuzz TARGET FILE…     replays files, to look at a find
if (args.Length == 0 || !FuzzTargets.ByName.TryGetValue(args[0], out FuzzTarget? target))
{
    Console.Error.WriteLine($"usage: Vennlink.Fuzz {string.Join('|', FuzzTargets.ByName.Keys)} [FILE...]");
    return 2;
}

if (args.Length > 1)
{
    foreach (string file in args[1..])
    {
        target(File.ReadAllBytes(file));
        Console.WriteLine($"{args[0]}: {file}: no crash");
    }

    return 0;
}

byte[] input = new byte[1 << 20];
Fuzzer.Run(stream =>
{
    int length = stream.ReadAtLeast(input, input.Length, throwOnEndOfStream: false);
    target(input.AsSpan(0, length));
});
return 0;
