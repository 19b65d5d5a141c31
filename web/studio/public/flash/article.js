mc = new MultiConnection();
mc.connect(['rtmp://server1.com/test','rtmp://server2.com/test']);
mc.onStatus = function(objIn){
	trace(objIn.code);
	if(objIn.code == "NetConnection.Setup.Success"){
		mc.sharedObjectSetup ("info_so",true);
		mc.setNetStreams();
		myMic = Microphone.get();
		mc.attachAudio(myMic);
		mc.nsStatus=function(objIn){
			trace(objIn.code);
		}
		mc.publish ("webCastName","live");
	}
}
mc.info_so_sync = function(){
	trace("so synced");
}
