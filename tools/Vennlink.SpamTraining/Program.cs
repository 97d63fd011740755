using Vennlink.SpamTraining;

return TrainCommand.Create().Parse(args).Invoke();
