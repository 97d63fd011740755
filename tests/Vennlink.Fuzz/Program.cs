Console.Error.WriteLine("usage: Vennlink.Fuzz TARGET (see tests/Vennlink.Fuzz/fuzz.sh)");
return 2;
