Console.Error.WriteLine("vennlink: no verb given");
return 2;
